"""The smallest orders that the venues take, as their listings tell it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tradeops.kernel.money import exact_div
from tradeops.reference.types import VenueInstrumentSpec


def minimums(listings: Sequence[VenueInstrumentSpec], symbol: str, price: Decimal | None) -> list[Decimal]:
    """The smallest order in base of every venue that lists ``symbol``; without a price its value is left out."""
    return [_minimum(listing, price) for listing in listings if listing.symbol == symbol]


def _minimum(listing: VenueInstrumentSpec, price: Decimal | None) -> Decimal:
    by_value = exact_div(listing.min_notional, price) if price else Decimal(0)
    return max(listing.min_quantity, listing.lot, by_value)
