"""Small exact worlds for the pricing tests."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from rfq.pricing.inputs import Policy, PricingInputs
from rfq.types import RequestSide, Terms
from tradeops.marketdata.types import Book, BookState, Level
from tradeops.reference.types import AssetSpec, InstrumentSpec

AT = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
BTC_USD = InstrumentSpec(
    symbol="BTC-USD",
    base=AssetSpec("BTC", 8, 8),
    quote=AssetSpec("USD", 2, 2, is_fiat=True),
    price_tick=Decimal("0.01"),
    size_step=Decimal("0.00000001"),
    min_size=Decimal("0.0001"),
    max_size=Decimal("100"),
)


def book(venue: str, bids: list[tuple[str, str]], asks: list[tuple[str, str]]) -> Book:
    """A fresh, valid book of ``venue`` from ``(price, quantity)`` pairs, best first."""
    return Book(
        venue=venue,
        symbol="BTC-USD",
        tick=Decimal("0.01"),
        lot=Decimal("0.00000001"),
        sequence=1,
        state=BookState.VALID,
        bids=tuple(Level(Decimal(price), Decimal(quantity)) for price, quantity in bids),
        asks=tuple(Level(Decimal(price), Decimal(quantity)) for price, quantity in asks),
        event_at=AT,
        received_at=AT,
    )


def inputs(
    *,
    side: RequestSide = RequestSide.TWO_WAY,
    quantity: str | None = "1",
    counter_amount: str | None = None,
    markup_bps: str = "10",
    skew_bps: str = "0",
    inventory: str = "0",
    collar_bps: str = "500",
    taker_bps: dict[str, str] | None = None,
    books: tuple[Book, ...] | None = None,
) -> PricingInputs:
    """Two venues around 60,000 unless told otherwise."""
    return PricingInputs(
        terms=Terms(
            "BTC-USD",
            side,
            None if quantity is None else Decimal(quantity),
            None if counter_amount is None else Decimal(counter_amount),
        ),
        instrument=BTC_USD,
        policy=Policy(Decimal(markup_bps), Decimal(skew_bps), Decimal(10), Decimal(collar_bps), 10_000),
        inventory=Decimal(inventory),
        taker_bps={venue: Decimal(bps) for venue, bps in (taker_bps or {"alpha": "0", "bravo": "0"}).items()},
        books=books
        or (
            book("alpha", [("59990", "2"), ("59980", "5")], [("60010", "2"), ("60020", "5")]),
            book("bravo", [("59991", "1"), ("59981", "5")], [("60009", "1"), ("60019", "5")]),
        ),
        at=AT,
    )
