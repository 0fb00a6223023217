"""What it costs to take liquidity from several venues at once. Pure and exact.

Levels of all venues are taken in the order of their price after the venue's fee. Without lots that is the
cheapest way to fill the size: fees are proportional, so each unit's all-in price is known on its own. A crossed
consolidated book is normal and simply makes the sweep cheaper.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tradeops.kernel.money import ceil_to, exact_div, floor_to
from tradeops.marketdata.types import Book, BookState, Level

Side = Literal["BUY", "SELL"]
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class VenueLeg:
    """What one venue gives: ``worst_price`` is the limit that an order there needs; amounts are in quote."""

    venue: str
    quantity: Decimal
    worst_price: Decimal
    notional: Decimal
    fees: Decimal


@dataclass(frozen=True, slots=True)
class Sweep:
    """``notional`` excludes fees. Legs are in the order in which the venues were first used.

    ``remainder`` is what the books could not give: base, or quote when a notional was asked for.
    ``complete``: no level was missing, so that a remainder is smaller than one lot.
    """

    side: Side
    quantity: Decimal
    notional: Decimal
    fees: Decimal
    legs: tuple[VenueLeg, ...]
    levels: int
    remainder: Decimal
    complete: bool

    @property
    def all_in(self) -> Decimal:
        """Quote paid (BUY) or received (SELL) after fees."""
        return self.notional + self.fees if self.side == "BUY" else self.notional - self.fees

    @property
    def average_price(self) -> Decimal:
        """All-in quote per base. Raises ZeroDivisionError when nothing was taken."""
        return exact_div(self.all_in, self.quantity)


class _Venue:
    """One venue's side of the book, what was taken from it, and what was reached but is still less than a lot."""

    def __init__(self, book: Book, side: Side, taker_bps: Decimal, lot: Decimal | None) -> None:
        self.name, self.step, self.lot = book.venue, book.lot, lot
        self.levels = book.asks if side == "BUY" else book.bids
        self.fee = taker_bps.scaleb(-4)
        self.factor = 1 + self.fee if side == "BUY" else 1 - self.fee
        self.quantity = self.notional = self.worst = self.within_reach = ZERO
        self.reached: deque[Level] = deque()
        self.used, self.partial = 0, False

    def take(self, level: Level, wanted: Decimal) -> tuple[Decimal, Decimal]:
        """Take up to ``wanted`` from ``level`` and what was left before it; the quantity and notional taken."""
        self.reached.append(level)
        self.within_reach += level.quantity
        room = min(wanted, self.within_reach)
        if self.lot is not None:
            room = floor_to(self.quantity + room, self.lot) - self.quantity
        before = self.quantity, self.notional
        while room > 0:
            price, available = self.reached[0]
            part = min(room, available)
            self.quantity += part
            self.notional += part * price
            self.worst = price
            self.within_reach -= part
            room -= part
            self.used += not self.partial
            self.partial = part < available
            if self.partial:
                self.reached[0] = Level(price, available - part)
            else:
                self.reached.popleft()
        return self.quantity - before[0], self.notional - before[1]

    def leg(self) -> VenueLeg:
        return VenueLeg(self.name, self.quantity, self.worst, self.notional, self.notional * self.fee)


def sweep(
    *,
    side: Side,
    books: Sequence[Book],
    taker_bps: Mapping[str, Decimal],
    quantity: Decimal | None = None,
    notional: Decimal | None = None,
    lots: Mapping[str, Decimal] | None = None,
) -> Sweep:
    """Buy or sell exactly one of ``quantity`` base and ``notional`` quote, fees included.

    Only VALID books of venues with a fee in ``taker_bps`` are used. For a notional the last quantity is rounded
    to its book's lot: BUY never spends more, SELL receives at least that much when the books allow. ``lots``:
    floor each venue's total to a multiple of its lot. Raises ValueError for both or neither size.
    """
    if (quantity is None) == (notional is None):
        raise ValueError("a sweep takes a quantity or a notional")
    venues = [
        _Venue(book, side, taker_bps[book.venue], lots.get(book.venue) if lots else None)
        for book in books
        if book.state is BookState.VALID and book.venue in taker_bps
    ]
    remaining = quantity if quantity is not None else notional or ZERO
    used: dict[str, _Venue] = {}
    complete = False
    for price, venue, level in _best_first(side, venues):
        wanted = remaining if notional is None else _affordable(side, remaining, price, venue.step)
        if complete := wanted <= 0:
            break
        taken, cost = venue.take(level, wanted)
        if taken > 0:
            used[venue.name] = venue
            remaining -= taken if notional is None else cost * venue.factor
    legs = tuple(venue.leg() for venue in used.values())
    return Sweep(
        side=side,
        quantity=sum((leg.quantity for leg in legs), ZERO),
        notional=sum((leg.notional for leg in legs), ZERO),
        fees=sum((leg.fees for leg in legs), ZERO),
        legs=legs,
        levels=sum(venue.used for venue in used.values()),
        remainder=max(remaining, ZERO),
        complete=complete or remaining <= 0,
    )


def _affordable(side: Side, remaining: Decimal, price: Decimal, step: Decimal) -> Decimal:
    exact = exact_div(remaining, price)
    return floor_to(exact, step) if side == "BUY" else ceil_to(exact, step)


def _best_first(side: Side, venues: Sequence[_Venue]) -> Iterator[tuple[Decimal, _Venue, Level]]:
    """Every level with its all-in price, cheapest first for BUY, dearest first for SELL; ties by given order."""
    sign = 1 if side == "BUY" else -1
    heap = [(sign * venue.levels[0].price * venue.factor, at, 0) for at, venue in enumerate(venues) if venue.levels]
    heapq.heapify(heap)
    while heap:
        key, at, index = heap[0]
        venue = venues[at]
        yield sign * key, venue, venue.levels[index]
        if index + 1 < len(venue.levels):
            following = sign * venue.levels[index + 1].price * venue.factor
            heapq.heapreplace(heap, (following, at, index + 1))
        else:
            heapq.heappop(heap)
