"""What a trade obliges both sides to, and the settling at once of what was prefunded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from settlement.workflow import OBLIGATION
from tradeops.journal.services import Draft, append_many
from tradeops.journal.types import EventRecord, Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.ids import uuid7
from tradeops.reference.selectors import instrument_terms
from tradeops.reference.types import Funding
from tradeops.workflow.services import drafted, link_many

_INSERT = """
INSERT INTO settlement_obligation
    (id, trade_id, counterparty_id, direction, asset_id, amount, value_date, state, evidence, settled_at)
SELECT id, %(trade)s, %(client)s, direction, asset, amount, %(value_date)s, %(state)s, %(evidence)s,
       CASE WHEN %(settled)s THEN clock_timestamp() END
FROM unnest(%(ids)s::uuid[], %(directions)s::text[], %(assets)s::text[], %(amounts)s::numeric[])
    AS leg(id, direction, asset, amount)
"""


def create_obligations(*, actor: Actor, trade: EventRecord) -> list[UUID]:
    """Write the two obligations of a booked trade; a prefunded client's are settled by its trade's own posting.

    Runs in the caller's transaction. Emits ``settlement.legs_settled`` or ``settlement.legs_open`` for the trade.
    """
    terms = trade.payload
    prefunded = terms["funding"] == Funding.PREFUNDED
    spec = instrument_terms(terms["instrument"])
    base = (spec.base.code, Decimal(terms["base_amount"]))
    quote = (spec.quote.code, Decimal(terms["quote_amount"]))
    received, delivered = (quote, base) if terms["side"] == "BUY" else (base, quote)
    legs = {uuid7(): ("RECEIVE", *received), uuid7(): ("DELIVER", *delivered)}
    _insert(trade, legs, settled=prefunded)
    link_many([(trade.subject, Subject("obligation", obligation_id)) for obligation_id in legs])
    drafts = []
    for obligation_id, (_, asset, amount) in legs.items() if prefunded else ():
        told = {"asset": asset, "amount": amount, "trade_id": trade.subject.id}
        drafts.append(drafted(OBLIGATION, "settle", obligation_id, actor=actor, firm_id=trade.firm_id, payload=told))
    name = "settlement.legs_settled" if prefunded else "settlement.legs_open"
    whole = {"obligations": list(legs), "value_date": terms["value_date"]}
    append_many(actor=actor, drafts=[*drafts, Draft(name, trade.subject, trade.firm_id, whole)])
    return list(legs)


def _insert(trade: EventRecord, legs: dict[UUID, tuple[str, str, Decimal]], *, settled: bool) -> None:
    """One statement. A prefunded client's legs are written as settled: nobody ever sees them open."""
    directions, assets, amounts = zip(*legs.values(), strict=True)
    values: dict[str, Any] = {
        "trade": trade.subject.id,
        "client": UUID(trade.payload["counterparty_id"]),
        "value_date": date.fromisoformat(trade.payload["value_date"]),
        "state": "SETTLED" if settled else OBLIGATION.initial,
        "evidence": f"ledger {trade.subject}" if settled else "",
        "settled": settled,
        "ids": list(legs),
        "directions": list(directions),
        "assets": list(assets),
        "amounts": list(amounts),
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
