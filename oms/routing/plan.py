"""One order over many venues: as much as they take, at the least all-in price. Pure and exact.

The plain sweep over all venues is best whenever each of its parts meets its venue's minimum. Where one does not,
every choice of venues is tried: each is first given its smallest order, the rest is swept over them, and the choice
that hedges most wins, then the cheapest. Costs are convex within a venue, so for one choice that is optimal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from oms.routing.capacity import affordable, is_acceptable, levels_of, smallest_order, with_levels
from oms.routing.types import Outlet, Plan, Side, Slice
from tradeops.kernel.money import ceil_to, floor_to
from tradeops.marketdata.sweep import VenueLeg, sweep
from tradeops.marketdata.types import Book, BookState, Level
from tradeops.reference.types import VenueInstrumentSpec

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A venue with the part of its book that can be afforded."""

    book: Book
    listing: VenueInstrumentSpec


def plan(*, side: Side, quantity: Decimal, outlets: Sequence[Outlet]) -> Plan:
    """Split ``quantity`` over the outlets with VALID books.

    Each slice's limit is the worst price it needs, on the venue's tick and never short of it. What is below every
    minimum, beyond the books or beyond the balances is the remainder.
    """
    usable = [outlet for outlet in outlets if outlet.book.state is BookState.VALID]
    choices = [_Choice(affordable(outlet, side, quantity), outlet.listing) for outlet in usable]
    best = _swept(side, quantity, choices, {})
    if best is None:
        best = Plan(side, (), quantity)
        for count in range(1, len(choices) + 1):
            for some in combinations(choices, count):
                if (found := _forced(side, quantity, some)) is not None and _beats(found, best):
                    best = found
    return best


def _forced(side: Side, quantity: Decimal, choices: Sequence[_Choice]) -> Plan | None:
    """The best plan that uses all of ``choices``; None when their minimums are too much for it."""
    least: dict[str, tuple[Decimal, Decimal]] = {}
    rest = []
    for choice in choices:
        levels = levels_of(choice.book, side)
        smallest = smallest_order(levels, choice.listing)
        if smallest is None:
            return None
        left, cost, _ = _split(levels, smallest)
        least[choice.book.venue] = smallest, cost
        rest.append(replace(choice, book=with_levels(choice.book, side, left)))
    remaining = quantity - sum((size for size, _ in least.values()), ZERO)
    return None if remaining < 0 else _swept(side, remaining, rest, least, whole=choices)


def _swept(
    side: Side,
    quantity: Decimal,
    choices: Sequence[_Choice],
    least: dict[str, tuple[Decimal, Decimal]],
    *,
    whole: Sequence[_Choice] = (),
) -> Plan | None:
    """The sweep of ``quantity`` on top of what each venue already got; None when a slice is too small."""
    swept = sweep(
        side=side,
        books=[choice.book for choice in choices],
        taker_bps={choice.listing.venue: choice.listing.taker_bps for choice in choices},
        quantity=quantity,
        lots={choice.listing.venue: choice.listing.lot for choice in choices},
    )
    legs = {leg.venue: leg for leg in swept.legs}
    slices = []
    for venue in [*legs, *(name for name in least if name not in legs)]:
        choice = next(choice for choice in whole or choices if choice.listing.venue == venue)
        slice = _slice(side, choice, legs.get(venue), least.get(venue, (ZERO, ZERO)))
        if not is_acceptable(slice.quantity, slice.limit_price, choice.listing):
            return None
        slices.append(slice)
    return Plan(side, tuple(slices), swept.remainder)


def _slice(side: Side, choice: _Choice, leg: VenueLeg | None, least: tuple[Decimal, Decimal]) -> Slice:
    size, cost = least
    if leg is not None:
        size, cost = size + leg.quantity, cost + leg.notional
    _, _, worst = _split(levels_of(choice.book, side), size)
    towards = ceil_to if side == "BUY" else floor_to
    fees = cost * choice.listing.taker_bps.scaleb(-4)
    return Slice(choice.listing.venue, size, towards(worst, choice.listing.tick), cost, fees)


def _split(levels: Sequence[Level], quantity: Decimal) -> tuple[list[Level], Decimal, Decimal]:
    """What ``quantity`` from the top leaves of ``levels``, what it costs, and its worst price."""
    left: list[Level] = []
    cost = worst = ZERO
    for price, available in levels:
        part = min(quantity, available)
        if part > 0:
            cost, worst, quantity = cost + part * price, price, quantity - part
        if part < available:
            left.append(Level(price, available - part))
    return left, cost, worst


def _beats(plan: Plan, other: Plan) -> bool:
    if plan.quantity != other.quantity:
        return plan.quantity > other.quantity
    return plan.all_in < other.all_in if plan.side == "BUY" else plan.all_in > other.all_in
