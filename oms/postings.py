"""How client trades, hedge fills and venue fees stand in the ledger. Debits are positive."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from tradeops.ledger.codes import CLIENT_AVAILABLE, DUE_FROM, DUE_TO, MARKUP, POSITION, VENUE_BALANCE, VENUE_FEES
from tradeops.ledger.types import Account, Leg
from tradeops.reference.types import Funding


def client_trade(
    *,
    counterparty_id: UUID,
    funding: Funding,
    side: str,
    base: str,
    quote: str,
    base_amount: Decimal,
    quote_amount: Decimal,
    markup: Decimal,
) -> list[Leg]:
    """The lines of a trade on the client's ``side``: the position is the only place where its two assets meet.

    A prefunded client's legs settle here, in its balance; a credit client's become what is due from and to it.
    """
    owner = f"counterparty:{counterparty_id}"
    buys = side == "BUY"
    delivered, received = (quote, base) if buys else (base, quote)
    gives, gets = (quote_amount, base_amount) if buys else (base_amount, quote_amount)
    prefunded = funding is Funding.PREFUNDED
    position_quote = -(quote_amount - markup) if buys else quote_amount + markup
    position_base = base_amount if buys else -base_amount
    lines = [
        Leg(Account(CLIENT_AVAILABLE if prefunded else DUE_FROM, delivered, owner), gives, code="CLIENT_DELIVERS"),
        Leg(Account(POSITION, base), position_base, code="POSITION"),
        Leg(Account(POSITION, quote), position_quote, code="POSITION"),
        Leg(Account(CLIENT_AVAILABLE if prefunded else DUE_TO, received, owner), -gets, code="CLIENT_RECEIVES"),
    ]
    if markup:
        lines.append(Leg(Account(MARKUP, quote), -markup, code="MARKUP"))
    return lines


def hedge_fill(
    *, venue: str, side: str, base: str, quote: str, base_amount: Decimal, quote_amount: Decimal
) -> list[Leg]:
    """The lines of a fill on the desk's ``side``: what the venue account pays meets what it receives in the position.

    A quote amount of zero, below the ledger's smallest unit, has no line.
    """
    owner = f"venue:{venue}"
    sign = 1 if side == "BUY" else -1
    lines = [
        Leg(Account(VENUE_BALANCE, base, owner), sign * base_amount, code="FILL"),
        Leg(Account(POSITION, base), -sign * base_amount, code="POSITION"),
        Leg(Account(POSITION, quote), sign * quote_amount, code="POSITION"),
        Leg(Account(VENUE_BALANCE, quote, owner), -sign * quote_amount, code="FILL"),
    ]
    return [line for line in lines if line.amount]


def venue_fee(*, venue: str, asset: str, amount: Decimal) -> list[Leg]:
    """The lines of a venue's fee; a rebate is negative, and zero has none."""
    if not amount:
        return []
    return [
        Leg(Account(VENUE_FEES, asset), amount, code="VENUE_FEE"),
        Leg(Account(VENUE_BALANCE, asset, f"venue:{venue}"), -amount, code="VENUE_FEE"),
    ]
