"""Every invariant of the product, proved after a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from rfq.services.replay_quotes import replay_quotes
from risk.verify import verify_exposure, verify_positions
from tradeops.desks.simulation.deals import verify_deals
from tradeops.desks.simulation.venue_orders import verify_venues
from tradeops.ledger import verify as ledger
from tradeops.ledger.types import Difference

SHOWN = 10
_BOOKED = """
SELECT acceptance.client_order_id, trade.id
FROM rfq_acceptance acceptance JOIN oms_trade trade ON trade.id = acceptance.trade_id
WHERE acceptance.client_order_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """One invariant, how many things differ from it, and the first of them. ``seen``: how much was looked at."""

    name: str
    differences: tuple[str, ...]
    count: int
    seen: int | None = None


def prove(since: datetime, claimed: dict[str, str]) -> list[Proof]:
    """All invariants. ``since`` begins the run whose quotes are replayed; ``claimed`` are the trades that clients were
    promised, by client order id.
    """
    single: dict[str, Callable[[], list[Difference]]] = {
        "the ledger adds up": ledger.verify,
        "positions are the ledger's": verify_positions,
        "exposure is its reservations": verify_exposure,
    }
    proofs = [_proof(name, check()) for name, check in single.items()]
    for checks in (verify_deals(), verify_venues()):
        proofs += [_proof(name, found) for name, found in checks.items()]
    replayed = list(replay_quotes(since=since))
    wrong = [f"quote {quote.quote_id}: {quote.difference}" for quote in replayed if quote.difference]
    proofs.append(_proof("quotes are recomputed to the last byte", wrong, seen=len(replayed)))
    proofs.append(_proof("a promised trade is booked", _broken_promises(claimed), seen=len(claimed)))
    return proofs


def _broken_promises(claimed: dict[str, str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, [list(claimed)])
        booked = {client_order_id: str(trade_id) for client_order_id, trade_id in cursor.fetchall()}
    return [
        f"{order}: promised {trade}, booked {booked.get(order)}"
        for order, trade in claimed.items()
        if booked.get(order) != trade
    ]


def _proof(name: str, found: Sequence[object], *, seen: int | None = None) -> Proof:
    return Proof(name, tuple(str(one) for one in found[:SHOWN]), len(found), seen)
