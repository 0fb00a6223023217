"""The venues side by side, after fees: who is fresh, who is out, and what the size would cost now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tradeops.kernel.money import ceil_to, exact_mul, floor_to
from tradeops.marketdata.sweep import Sweep, sweep
from tradeops.marketdata.types import Book, BookState, Level
from tradeops.web.drawings.bars import coordinate, share

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rung:
    """One venue. Prices are after its taker fee, to the instrument's tick; depth is all that the book shows.

    ``bid_bar`` and ``ask_bar`` are the depths' widths of the drawing; ``age`` is in milliseconds.
    """

    venue: str
    state: str
    bid: Decimal | None
    ask: Decimal | None
    bid_depth: Decimal
    ask_depth: Decimal
    bid_bar: str
    ask_bar: str
    age: int

    @property
    def fresh(self) -> bool:
        return self.state == BookState.VALID.name

    @property
    def bid_x(self) -> str:
        return coordinate(100 - Decimal(self.bid_bar))


@dataclass(frozen=True, slots=True)
class Ladder:
    """``sell`` and ``buy``: the average all-in price at which the desk could hedge the size now; None: it cannot."""

    rungs: tuple[Rung, ...]
    sell: Decimal | None
    buy: Decimal | None

    @property
    def fresh(self) -> int:
        return sum(rung.fresh for rung in self.rungs)

    @property
    def dropped(self) -> int:
        return len(self.rungs) - self.fresh


def ladder(
    books: Sequence[Book],
    taker_bps: Mapping[str, Decimal],
    *,
    tick: Decimal,
    now: datetime,
    quantity: Decimal | None,
    notional: Decimal | None,
) -> Ladder:
    """Fresh venues first, each side's best on top; a stale one stays in sight."""
    deepest = max((max(_depth(book.bids), _depth(book.asks)) for book in books), default=ZERO)
    rungs = [_rung(book, taker_bps.get(book.venue, ZERO), tick, now, deepest) for book in books]
    rungs.sort(key=lambda rung: (not rung.fresh, -(rung.bid or ZERO)))

    def price(side: str) -> Decimal | None:
        found: Sweep = sweep(side=side, books=books, taker_bps=taker_bps, quantity=quantity, notional=notional)  # type: ignore[arg-type]
        if not found.complete or not found.quantity:
            return None
        return (ceil_to if side == "BUY" else floor_to)(found.average_price, tick)

    return Ladder(tuple(rungs), price("SELL"), price("BUY"))


def _rung(book: Book, fee_bps: Decimal, tick: Decimal, now: datetime, deepest: Decimal) -> Rung:
    fee = fee_bps.scaleb(-4)
    bid = floor_to(exact_mul(book.bids[0].price, 1 - fee), tick) if book.bids else None
    ask = ceil_to(exact_mul(book.asks[0].price, 1 + fee), tick) if book.asks else None
    bid_depth, ask_depth = _depth(book.bids), _depth(book.asks)
    return Rung(
        venue=book.venue,
        state=book.state.name,
        bid=bid,
        ask=ask,
        bid_depth=bid_depth,
        ask_depth=ask_depth,
        bid_bar=coordinate(share(bid_depth, deepest)),
        ask_bar=coordinate(share(ask_depth, deepest)),
        age=round((now - book.received_at).total_seconds() * 1000),
    )


def _depth(levels: Sequence[Level]) -> Decimal:
    return sum((level.quantity for level in levels), ZERO)
