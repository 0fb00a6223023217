"""Whether an order fits the venue's steps and bounds. Pure. Nothing is rounded on the way out."""

from __future__ import annotations

import re

from tradeops.connectivity.types import OrderRequest, OrderType
from tradeops.kernel.money import floor_to
from tradeops.reference.types import VenueInstrumentSpec

_CLIENT_ID = re.compile(r"[.A-Z:/a-z0-9_-]{1,36}\Z")


def unfit(request: OrderRequest, listing: VenueInstrumentSpec) -> str:
    """The code of the first rule that ``request`` breaks, or an empty string."""
    if not _CLIENT_ID.match(request.client_order_id):
        return "CLIENT_ORDER_ID_INVALID"
    if (request.price is None) != (request.type is OrderType.MARKET):
        return "PRICE_ONLY_FOR_LIMIT"
    if floor_to(request.quantity, listing.lot) != request.quantity:
        return "QUANTITY_OFF_LOT"
    if not listing.min_quantity <= request.quantity <= listing.max_quantity:
        return "QUANTITY_OUT_OF_BOUNDS"
    if request.price is None:
        return ""
    if request.price <= 0 or floor_to(request.price, listing.tick) != request.price:
        return "PRICE_OFF_TICK"
    return "" if request.price * request.quantity >= listing.min_notional else "NOTIONAL_BELOW_MINIMUM"
