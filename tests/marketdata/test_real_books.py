"""Sweeps over the books that four venues really had at one moment of 2019."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.marketdata.slow_sweep import exhaustive_cost
from tests.shared_data import shared_data
from tradeops.kernel.money import exact_div
from tradeops.marketdata.codec import decode, encode
from tradeops.marketdata.depth import hedgeable
from tradeops.marketdata.sweep import sweep
from tradeops.marketdata.types import Book, BookState, Level

HUNDRED = Decimal(100)
DEMO_FEES = {
    "bitfinex": Decimal(20),
    "bittrex": Decimal(25),
    "bitstamp": Decimal("12.5"),
    "coinbase": Decimal(15),
}
NO_FEES = dict.fromkeys(DEMO_FEES, Decimal(0))


def exact(rational: dict[str, int]) -> Decimal:
    return exact_div(Decimal(rational["numerator"]), Decimal(rational["denominator"]))


def side(rows: list[dict[str, Any]], *, best_first: bool) -> tuple[Level, ...]:
    levels = [Level(exact(row["price"]), exact(row["qty"])) for row in rows]
    return tuple(sorted(levels, reverse=best_first))


@pytest.fixture(scope="module")
def books() -> list[Book]:
    rows = json.loads(shared_data("market/order-graph/1-ob.json").read_text())
    now = datetime(2019, 3, 1, tzinfo=UTC)
    return [
        Book(
            venue=row["venue"].lower(),
            symbol="BTC-USD",
            tick=Decimal("1e-8"),
            lot=Decimal("1e-8"),
            sequence=1,
            state=BookState.VALID,
            bids=side(row["bids"], best_first=True),
            asks=side(row["asks"], best_first=False),
            event_at=now,
            received_at=now,
        )
        for row in rows
        if (row["base"], row["quote"]) == ("BTC", "USD")
    ]


def test_buying_a_hundred_without_fees_costs_the_published_average(books):
    swept = sweep(side="BUY", books=books, taker_bps=NO_FEES, quantity=HUNDRED)
    assert round(swept.average_price, 3) == Decimal("3907.459")
    assert len(swept.legs) > 1


@pytest.mark.parametrize(
    ("venue", "average"), [("coinbase", "3907.468"), ("bitstamp", "3915.540"), ("bitfinex", "3977.775")]
)
def test_one_venue_alone_costs_its_published_average(books, venue, average):
    (own,) = [book for book in books if book.venue == venue]
    swept = sweep(side="BUY", books=[own], taker_bps=NO_FEES, quantity=HUNDRED)
    assert round(swept.average_price, 3) == Decimal(average)


@pytest.mark.parametrize("direction", ["BUY", "SELL"])
def test_with_fees_it_is_the_exhaustive_sweep(books, direction):
    swept = sweep(side=direction, books=books, taker_bps=DEMO_FEES, quantity=HUNDRED)
    assert Fraction(swept.all_in) == exhaustive_cost(direction, HUNDRED, books, DEMO_FEES)


def test_neither_the_cut_nor_the_codec_changes_the_price(books):
    carried = [
        decode(
            encode(
                Book(
                    **{
                        **{name: getattr(book, name) for name in Book.__slots__},
                        "bids": hedgeable(book.bids, HUNDRED),
                        "asks": hedgeable(book.asks, HUNDRED),
                    }
                )
            )
        )
        for book in books
    ]
    for fees in (NO_FEES, DEMO_FEES):
        whole = sweep(side="BUY", books=books, taker_bps=fees, quantity=HUNDRED)
        assert sweep(side="BUY", books=carried, taker_bps=fees, quantity=HUNDRED) == whole


def test_the_consolidated_book_is_crossed_and_that_is_normal(books):
    highest_bid = max(book.bids[0].price for book in books)
    lowest_offer = min(book.asks[0].price for book in books)
    assert highest_bid > lowest_offer
