"""A deal as a client makes it, and what became of it, read from the database."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

from tests.stack import Refused, Stack
from tests.waiting import wait_for

_LINES = """
SELECT account.code, account.asset_id, account.owner, sum(line.amount)
FROM ledger_line line
JOIN ledger_entry entry ON entry.id = line.entry_id
JOIN ledger_account account ON account.id = line.account_id
WHERE entry.code NOT IN ('OPENING', 'DEPOSIT')
GROUP BY account.code, account.asset_id, account.owner HAVING sum(line.amount) <> 0
"""
_FILLS = """
SELECT child.venue_id, sum(execution.quantity), sum(execution.notional), sum(execution.fee)
FROM oms_execution execution
JOIN oms_childorder child ON child.id = execution.child_id
JOIN oms_order parent ON parent.id = child.parent_id
WHERE parent.trade_id = %s GROUP BY child.venue_id
"""

_CLOSED = """
SELECT account.id FROM reference_venueaccount account
LEFT JOIN oms_venuesession session ON session.venue_account_id = account.id
WHERE account.status = 'ACTIVE' AND NOT coalesce(session.reconciled_until > clock_timestamp(), false)
"""


def ask(stack: Stack, quantity: str, *, side: str = "BUY") -> dict[str, Any]:
    """A quote for BTC-USD."""
    terms = {"instrument": "BTC-USD", "side": side, "quantity": quantity}
    quote: dict[str, Any] = quoted(stack, terms)["quote"]
    return quote


def quoted(stack: Stack, terms: Mapping[str, object], *, firm: str = "northgate") -> dict[str, Any]:
    """A request with its quote, as soon as the feeds have their books; one that was refused is asked anew."""

    def answer() -> dict[str, Any] | None:
        try:
            rfq: dict[str, Any] = stack.call("POST", "rfqs?wait=5", {**terms, "client_rfq_id": str(uuid4())}, firm=firm)
        except Refused as refused:
            if refused.code.startswith("MARKET_DATA_"):
                return None
            raise
        return rfq if rfq["quote"] else None

    found = wait_for(answer, timeout=90, what="a quote")
    assert found is not None
    return found


def connected(stack: Stack) -> None:
    """Wait until the desk knows where it stands at every venue: until then a hedge goes to the others alone."""
    wait_for(lambda: not stack.rows(_CLOSED), timeout=90, what="every venue account")


def accept(stack: Stack, quote: dict[str, Any], *, side: str = "BUY", firm: str = "northgate") -> str:
    """Deal on the quote; the trade's id."""
    terms: dict[str, object] = {"side": side, "client_order_id": str(uuid4())}
    trade: str = stack.call("POST", f"quotes/{quote['id']}/accept", terms, firm=firm)["trade_id"]
    return trade


def hedged(stack: Stack, trade: str) -> dict[str, tuple[Fraction, Fraction, Fraction]]:
    """Wait until the trade is hedged and nothing is owed; base, quote and fee by venue."""

    def done() -> bool:
        orders = stack.rows("SELECT lifecycle FROM oms_order WHERE trade_id = %s", trade)
        owed = stack.rows("SELECT 1 FROM journal_delivery WHERE state IN ('PENDING', 'CLAIMED')")
        return bool(orders) and all(state in ("DONE", "DENIED") for (state,) in orders) and not owed

    wait_for(done, timeout=90, what="the hedge")
    return {
        venue: (Fraction(base), Fraction(quote), Fraction(fee)) for venue, base, quote, fee in stack.rows(_FILLS, trade)
    }


def booked(stack: Stack) -> dict[tuple[str, str, str], Fraction]:
    """What all entries but deposits and openings add up to, by account; accounts at zero are left out."""
    return {(code, asset, owner): Fraction(total) for code, asset, owner, total in stack.rows(_LINES)}


def terms_of(stack: Stack, quote: dict[str, Any], side: str = "BUY") -> dict[str, Fraction]:
    """The waterfall of one side, with its mid and price."""
    ((waterfall,),) = stack.rows("SELECT waterfall -> %s FROM rfq_quote WHERE id = %s", side, quote["id"])
    named = {term["name"]: Fraction(Decimal(term["amount"])) for term in waterfall["terms"]}
    return named | {name: Fraction(Decimal(waterfall[name])) for name in ("mid", "price")}


def sound(stack: Stack) -> None:
    """Ledger, positions, exposure and every stored price add up."""
    for command in ("verify_ledger", "verify_positions", "verify_exposure", "replay_quotes"):
        proof = stack.manage(command)
        assert proof.returncode == 0, f"{command}: {proof.stdout}{proof.stderr}"
