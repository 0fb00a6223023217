"""Books for tests, and how hypothesis draws them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from tradeops.marketdata.types import Book, BookState, Level

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
MOMENTS = st.integers(0, 2**52).map(lambda microseconds: NOW + timedelta(microseconds=microseconds - 2**50))
STEPS = st.sampled_from([Decimal(text) for text in ("1", "0.5", "0.01", "0.00001", "0.000000010000000000")])


def levels(*pairs: tuple[str, str]) -> tuple[Level, ...]:
    return tuple(Level(Decimal(price), Decimal(quantity)) for price, quantity in pairs)


def book(
    venue: str = "alpha",
    *,
    bids: tuple[Level, ...] = (),
    asks: tuple[Level, ...] = (),
    state: BookState = BookState.VALID,
    age: timedelta = timedelta(0),
    lag: timedelta = timedelta(0),
    lot: str = "0.00000001",
) -> Book:
    received = NOW - age
    return Book(
        venue=venue,
        symbol="BTC-USD",
        tick=Decimal("0.01"),
        lot=Decimal(lot),
        sequence=7,
        state=state,
        bids=bids,
        asks=asks,
        event_at=received - lag,
        received_at=received,
    )


def around(venue: str, mid: str, **more: object) -> Book:
    """A book of one level a side, one unit wide, around ``mid``."""
    half = Decimal("0.5")
    middle = Decimal(mid)
    return book(venue, bids=(Level(middle - half, half),), asks=(Level(middle + half, half),), **more)  # type: ignore[arg-type]


@st.composite
def any_book(draw: st.DrawFn) -> Book:
    """Any book the codec must carry: any steps, depth and state."""
    tick, lot = draw(STEPS), draw(STEPS)
    units = st.integers(min_value=1, max_value=10**15)
    sides = st.lists(st.tuples(units, units), max_size=30, unique_by=lambda pair: pair[0])
    bids, asks = (
        tuple(Level(price * tick, quantity * lot) for price, quantity in sorted(draw(sides), reverse=reverse))
        for reverse in (True, False)
    )
    return Book(
        venue=draw(st.text(max_size=20)),
        symbol="BTC-USD",
        tick=tick,
        lot=lot,
        sequence=draw(st.integers(0, 2**62)),
        state=draw(st.sampled_from(BookState)),
        bids=bids,
        asks=asks,
        event_at=draw(st.none() | MOMENTS),
        received_at=draw(MOMENTS),
        reason=draw(st.sampled_from(["", "GAP", "DISCONNECTED"])),
    )
