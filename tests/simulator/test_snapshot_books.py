"""Books from a snapshot file: served exactly, consumed exactly, refilled after two seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.clients import client
from tests.simulator.running import Levels, Simulator, exact
from tests.waiting import wait_for
from tradeops.simulator.venue import unix_milliseconds

RECORDED = Path(__file__).parents[3] / "shared/data/market/order-graph/1-ob.json"
recorded = pytest.mark.skipif(not RECORDED.exists(), reason="the recorded books (../shared/data) are not here")


def rational(text: str) -> dict[str, int]:
    value = Fraction(text)
    return {"numerator": value.numerator, "denominator": value.denominator}


def side(*levels: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"price": rational(price), "qty": rational(quantity)} for price, quantity in levels]


def book(venue: str, bids: list[dict[str, Any]], asks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"venue": venue, "base": "BTC", "quote": "USD", "bids": bids, "asks": asks}


SMALL = [
    book("north", side(("99.5", "1"), ("99", "2")), side(("100.001", "0.12345678"), ("101", "3"))),
    book("south", side(("99.7", "1")), side(("99.9", "0.5"), ("100.5", "4"))),
]


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    path = tmp_path / "books.json"
    path.write_text(json.dumps(SMALL))
    return path


@pytest.fixture
def small(small_file: Path) -> Iterator[Simulator]:
    running = Simulator(books=small_file)
    yield running
    running.stop()


def test_one_exchange_for_each_venue_with_grids_that_fit(small: Simulator) -> None:
    venues = {venue["name"]: venue for venue in small.get("/_venues")["venues"]}
    assert venues.keys() == {"north", "south"}
    (north,), (south,) = (venues[name]["symbols"] for name in ("north", "south"))
    assert (north["tick"], north["lot"]) == ("0.00100000", "0.00000001")
    assert (south["tick"], south["lot"]) == ("0.01000000", "0.00001000")
    assert small.depth("north", "BTCUSD") == (
        [exact("99.5", 1), exact(99, 2)],
        [exact("100.001", "0.12345678"), exact(101, 3)],
    )


def test_an_exact_fill_of_a_fine_level(small: Simulator) -> None:
    exchange = client(small.port, "north")
    order = exchange.create_order("BTC/USD", "limit", "buy", "0.12345678", "100.001", {"timeInForce": "IOC"})
    (trade,) = exchange.fetch_my_trades("BTC/USD")
    assert order["status"] == "closed"
    notional = Decimal("100.001") * Decimal("0.12345678")
    assert Decimal(trade["info"]["quoteQty"]) == notional
    assert Decimal(trade["info"]["commission"]) == Decimal("0.00617290")  # 5 bps, rounded down
    free = Decimal(exchange.fetch_balance()["USD"]["free"])
    assert free == 150_000_000 - notional - Decimal("0.00617290")


def test_consumed_levels_come_back_after_two_seconds(small: Simulator) -> None:
    before = small.depth("south", "BTCUSD")
    exchange = client(small.port, "south")
    placed = exchange.create_order("BTC/USD", "market", "buy", "1")["timestamp"]
    answered = unix_milliseconds()  # the levels were taken between the two
    engine = small.engine("south")
    small.run(setattr, engine, "now", lambda: placed + 1999)
    small.run(engine.tick)
    assert small.depth("south", "BTCUSD")[1] == [(Decimal("100.5"), Decimal("3.5"))]
    small.run(setattr, engine, "now", lambda: answered + 2000)
    wait_for(lambda: small.depth("south", "BTCUSD") == before, what="the refill")


def test_no_refill(small_file: Path) -> None:
    running = Simulator(books=small_file, refill=False)
    try:
        client(running.port, "south").create_order("BTC/USD", "market", "buy", "1")
        running.run(setattr, running.engine("south"), "now", lambda: 10**15)
        running.run(running.engine("south").tick)
        assert running.depth("south", "BTCUSD")[1] == [(Decimal("100.5"), Decimal("3.5"))]
    finally:
        running.stop()


def test_a_refill_that_crosses_a_resting_order_fills_it(small: Simulator) -> None:
    exchange = client(small.port, "south")
    order = exchange.create_order("BTC/USD", "limit", "buy", "0.75", "99.9")
    assert (order["status"], order["filled"]) == ("open", "0.50000000")
    wait_for(lambda: exchange.fetch_order(order["id"], "BTC/USD")["status"] == "closed", what="the fill")


def sweep(books: dict[str, Levels], wanted: Decimal) -> dict[str, Decimal]:
    """The cheapest purchase over all asks, by venue: quantities taken, and the total cost under "cost"."""
    levels = sorted((price, venue, size) for venue, asks in books.items() for price, size in asks)
    taken: dict[str, Decimal] = dict.fromkeys([*books, "cost"], Decimal(0))
    for price, venue, size in levels:
        quantity = min(size, wanted)
        taken[venue] += quantity
        taken["cost"] += price * quantity
        wanted -= quantity
    assert not wanted
    return taken


@recorded
def test_the_recorded_books_are_served_exactly() -> None:
    running = Simulator(books=RECORDED, zero_fees=True)
    try:
        entries = {entry["venue"]: entry for entry in json.loads(RECORDED.read_text()) if entry["base"] == "BTC"}
        assert entries.keys() == {"bitfinex", "bittrex", "bitstamp", "coinbase"}
        for venue, entry in entries.items():
            served = running.depth(venue, "BTCUSD")
            for rows, name in zip(served, ("bids", "asks"), strict=True):
                expected = [
                    (Fraction(row["price"]["numerator"], row["price"]["denominator"]),
                     Fraction(row["qty"]["numerator"], row["qty"]["denominator"]))
                    for row in entry[name]
                ]  # fmt: skip
                assert [(Fraction(price), Fraction(size)) for price, size in rows] == expected[:5000]
    finally:
        running.stop()


@recorded
def test_sweeping_the_recorded_books() -> None:
    running = Simulator(books=RECORDED, zero_fees=True)
    try:
        asks = {name: running.depth(name, "BTCUSD")[1] for name in running.server.venues}
        plan = sweep(asks, Decimal(100))
        assert round(plan["cost"] / 100, 3) == Decimal("3907.459")
        assert round(sweep({"coinbase": asks["coinbase"]}, Decimal(100))["cost"] / 100, 3) == Decimal("3907.468")
        cost = Decimal(0)
        for venue, rows in asks.items():
            if plan[venue]:
                last = max(price for price, _ in rows if price <= Decimal("4000"))
                exchange = client(running.port, venue)
                order = exchange.create_order(
                    "BTC/USD", "limit", "buy", str(plan[venue]), str(last), {"timeInForce": "IOC"}
                )
                assert (order["status"], Decimal(order["filled"])) == ("closed", plan[venue])
                cost += Decimal(order["info"]["cummulativeQuoteQty"])
        assert cost == plan["cost"]
    finally:
        running.stop()
