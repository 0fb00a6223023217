"""How much of a venue's book the desk can take, and how little the venue takes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from oms.routing.types import Outlet, Side
from tradeops.kernel.money import ceil_to, exact_div, floor_to
from tradeops.marketdata.types import Book, Level
from tradeops.reference.types import VenueInstrumentSpec

ZERO = Decimal(0)


def levels_of(book: Book, side: Side) -> tuple[Level, ...]:
    """The levels that an order on ``side`` takes from, best first."""
    return book.asks if side == "BUY" else book.bids


def with_levels(book: Book, side: Side, levels: Sequence[Level]) -> Book:
    """``book`` with other levels on the side that an order takes from."""
    return replace(book, asks=tuple(levels)) if side == "BUY" else replace(book, bids=tuple(levels))


def affordable(outlet: Outlet, side: Side, quantity: Decimal) -> Book:
    """The part of the book that an order of ``quantity`` can reach, the balance pays for and the largest order takes.

    A buy locks its whole quantity at the limit, so with every level the price of all of it rises. The fee is
    counted on top.
    """
    fee = 1 + max(outlet.listing.taker_bps, ZERO).scaleb(-4)
    taken: list[Level] = []
    total = ZERO
    for level in levels_of(outlet.book, side):
        most = outlet.free_base if side == "SELL" else exact_div(outlet.free_quote, level.price * fee)
        room = floor_to(min(most, outlet.listing.max_quantity), outlet.listing.lot) - total
        if room <= 0:
            break
        part = min(level.quantity, room)
        taken.append(Level(level.price, part))
        total += part
        if part < level.quantity or total >= quantity:
            break
    return with_levels(outlet.book, side, taken)


def smallest_order(levels: Sequence[Level], listing: VenueInstrumentSpec) -> Decimal | None:
    """The least quantity that, taken from the top of ``levels``, meets the venue's minimums; None: there is none."""
    before = ZERO
    least = max(listing.min_quantity, listing.lot)
    for price, available in levels:
        wanted = ceil_to(max(least, before + listing.lot, exact_div(listing.min_notional, price)), listing.lot)
        if wanted <= before + available:
            return wanted if wanted <= listing.max_quantity else None
        before += available
    return None


def no_venue_takes(quantity: Decimal, listings: Sequence[VenueInstrumentSpec], *, near: Decimal | None = None) -> bool:
    """Whether ``quantity`` is below the smallest order of every listing, whatever its book says.

    With a price that it would be dealt ``near``, also when its notional is.
    """
    notional = None if near is None else quantity * near
    return bool(listings) and all(
        quantity < max(listing.min_quantity, listing.lot) or (notional is not None and notional < listing.min_notional)
        for listing in listings
    )


def is_acceptable(quantity: Decimal, limit_price: Decimal, listing: VenueInstrumentSpec) -> bool:
    """Whether the venue takes an order of this size at this limit."""
    within = listing.min_quantity <= quantity <= listing.max_quantity
    return within and quantity * limit_price >= listing.min_notional
