"""What may still refuse an accept. The quote is firm and reserved, so only what the client can see."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from rfq.types import Leg, Side
from tradeops.kernel.errors import Conflict, Expired, Invalid, TradeopsError
from tradeops.kernel.money import plain

_GONE = {
    "TRADED": ("QUOTE_TRADED", "this quote has been accepted before"),
    "CANCELED": ("QUOTE_PULLED", "this quote was withdrawn"),
}


def check_acceptance(
    *,
    state: str,
    leg: Leg | None,
    side: Side,
    limit_price: Decimal | None,
    expires_at: datetime,
    now: datetime,
) -> Leg:
    """The leg that is dealt on. ``now`` is the database's clock, read after the lock was held.

    Raises Expired ``QUOTE_EXPIRED``, Conflict ``QUOTE_TRADED``, ``QUOTE_PULLED`` or ``PRICE_BEYOND_LIMIT``, Invalid
    ``SIDE_NOT_QUOTED``.
    """
    if state in _GONE:
        raise Conflict(*_GONE[state])
    if state == "EXPIRED" or now >= expires_at:
        raise Expired("QUOTE_EXPIRED", "this quote has expired; ask again", expired_at=expires_at)
    if leg is None:
        raise Invalid("SIDE_NOT_QUOTED", f"this quote has no price to {side.value}", fields={"side": []})
    if limit_price is not None and _worse(leg, limit_price):
        raise _beyond(leg, limit_price)
    return leg


def _worse(leg: Leg, limit: Decimal) -> bool:
    return leg.price > limit if leg.side is Side.BUY else leg.price < limit


def _beyond(leg: Leg, limit: Decimal) -> TradeopsError:
    return Conflict("PRICE_BEYOND_LIMIT", f"{plain(leg.price)} is beyond your limit of {plain(limit)}")
