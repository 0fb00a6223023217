"""Books from a recorded feed."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.clients import client
from tests.simulator.running import Levels, Simulator, exact, levels
from tests.waiting import wait_for

RECORDED = Path(__file__).parents[3] / "shared/data/market/binance-spot"
recorded = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded feed (../shared/data) is not here")


def difference(first: int, last: int, bids: list[list[str]], asks: list[list[str]]) -> dict[str, Any]:
    event = {"e": "depthUpdate", "E": 1, "s": "BTCUSDT", "U": first, "u": last, "b": bids, "a": asks}
    return {"stream": "btcusdt@depth@100ms", "data": event}


def trade(price: str, quantity: str, buyer_is_maker: bool) -> dict[str, Any]:
    event = {"e": "trade", "E": 1, "s": "BTCUSDT", "t": 1, "p": price, "q": quantity, "T": 1, "m": buyer_is_maker}
    return {"stream": "btcusdt@trade", "data": event}


SNAPSHOT = {"lastUpdateId": 10, "bids": [["100.00", "2.00000"]], "asks": [["101.00", "3.00000"]]}


def write(path: Path, *lines: tuple[int, dict[str, Any]]) -> Path:
    """Lines of (milliseconds, message)."""
    with gzip.open(path, "wt") as file:
        for milliseconds, message in lines:
            file.write(f"{10**18 + milliseconds * 10**6} {json.dumps(message)}\n")
    return path


def test_the_snapshot_starts_the_book_and_old_differences_are_dropped(tmp_path: Path) -> None:
    path = write(
        tmp_path / "btcusdt_20240101.gz",
        (0, difference(5, 9, [["100.00", "9.0"]], [])),
        (1, difference(9, 11, [["99.00", "1.0"]], [])),
        (2, SNAPSHOT),
        (3, difference(12, 13, [["100.00", "1.5"]], [["101.00", "0"], ["102.00", "4.0"]])),
    )
    running = Simulator(books=path, speed=Decimal(0))
    try:
        expected = ([exact(100, Decimal("1.5")), exact(99, 1)], [exact(102, 4)])
        wait_for(lambda: running.depth("binance", "BTCUSDT") == expected)
    finally:
        running.stop()


def test_what_was_taken_stays_taken_until_the_market_moved(tmp_path: Path) -> None:
    """The level shows min(T, F') less than the feed; once the feed emptied it, all of it again."""
    path = write(
        tmp_path / "btcusdt_20240101.gz",
        (0, SNAPSHOT),
        (5000, difference(11, 11, [], [["101.00", "5.0"]])),
        (6000, difference(12, 12, [], [["101.00", "0"]])),
        (7000, difference(13, 13, [], [["101.00", "4.0"]])),
    )
    running = Simulator(books=path, refill=False)
    try:
        wait_for(lambda: running.depth("binance", "BTCUSDT")[1] == [exact(101, 3)])
        exchange = client(running.port, "binance")
        exchange.create_order("BTC/USDT", "limit", "buy", "2", "101", {"timeInForce": "IOC"})
        assert running.depth("binance", "BTCUSDT")[1] == [exact(101, 1)]
        wait_for(lambda: running.depth("binance", "BTCUSDT")[1] == [exact(101, 3)], what="the feed's 5 less our 2")
        wait_for(lambda: running.depth("binance", "BTCUSDT")[1] == [], what="the emptied level")
        wait_for(lambda: running.depth("binance", "BTCUSDT")[1] == [exact(101, 4)], what="the new level")
    finally:
        running.stop()


def test_recorded_trades_reach_a_resting_order_after_its_queue(tmp_path: Path) -> None:
    path = write(
        tmp_path / "btcusdt_20240101.gz",
        (0, SNAPSHOT),
        (5000, trade("100.00", "1.5", True)),
        (5100, trade("100.00", "1.5", True)),
    )
    running = Simulator(books=path)
    try:
        wait_for(lambda: running.depth("binance", "BTCUSDT")[0] == [exact(100, 2)])
        exchange = client(running.port, "binance")
        order = exchange.create_order("BTC/USDT", "limit", "buy", "3", "100")
        wait_for(lambda: len(exchange.fetch_trades("BTC/USDT")) == 3, what="both trades, one of them split")
        assert exchange.fetch_order(order["id"], "BTC/USDT")["filled"] == "1.00000000"
        printed = [Decimal(trade["amount"]) for trade in exchange.fetch_trades("BTC/USDT")]
        assert sum(printed) == 3
    finally:
        running.stop()


def test_a_gap_empties_the_book_until_the_next_snapshot(tmp_path: Path) -> None:
    path = write(
        tmp_path / "btcusdt_20240101.gz",
        (0, SNAPSHOT),
        (100, difference(15, 16, [["98.00", "1.0"]], [])),
        (3000, SNAPSHOT | {"lastUpdateId": 15, "bids": [["97.00", "1.00000"]]}),
    )
    running = Simulator(books=path)
    try:
        wait_for(lambda: running.depth("binance", "BTCUSDT") == ([], []), what="the empty book")
        expected = ([exact(98, 1), exact(97, 1)], [exact(101, 3)])
        wait_for(lambda: running.depth("binance", "BTCUSDT") == expected, what="the new book")
    finally:
        running.stop()


def independent_replay(symbol: str) -> tuple[Levels, Levels]:
    """The final book of a recording, by nothing but dictionaries."""
    sides: tuple[dict[Decimal, Decimal], dict[Decimal, Decimal]] = ({}, {})
    messages = []
    for path in sorted(RECORDED.glob(f"{symbol}_*.gz")):
        with gzip.open(path, "rt") as lines:
            messages += [json.loads(line.partition(" ")[2]) for line in lines if "bookTicker" not in line]
    (snapshot,) = [message for message in messages if "lastUpdateId" in message]
    events = [message["data"] for message in messages if message.get("data", {}).get("e") == "depthUpdate"]
    changes = [(snapshot["bids"], snapshot["asks"])]
    changes += [(event["b"], event["a"]) for event in events if event["u"] > snapshot["lastUpdateId"]]
    for rows in changes:
        for side, changed in zip(sides, rows, strict=True):
            side.update(levels(changed))
    bids, asks = ([(price, size) for price, size in side.items() if size] for side in sides)
    return sorted(bids, reverse=True)[:5000], sorted(asks)[:5000]


def last_ticker(path: Path) -> tuple[Decimal, Decimal]:
    with gzip.open(path, "rt") as lines:
        tickers = [line for line in lines if "@bookTicker" in line]
    data = json.loads(tickers[-1].partition(" ")[2])["data"]
    return Decimal(data["b"]), Decimal(data["a"])


def top(running: Simulator, symbol: str) -> tuple[Decimal, Decimal] | None:
    bids, asks = running.depth("binance", symbol, 1)
    return (bids[0][0], asks[0][0]) if bids and asks else None


@recorded
def test_the_first_day_ends_on_its_known_top() -> None:
    path = RECORDED / "btcusdt_20240808.gz"
    expected = (Decimal("61685.99"), Decimal("61686.00"))
    assert last_ticker(path) == expected
    running = Simulator(books=path, speed=Decimal(0))
    try:
        wait_for(lambda: top(running, "BTCUSDT") == expected, timeout=60, what="the end of the recording")
    finally:
        running.stop()


@recorded
@pytest.mark.parametrize("symbol", ["BTCUSDT", "ETHUSDT"])
def test_both_days_end_on_the_recorded_ticker_and_an_independent_replay(symbol: str, tmp_path: Path) -> None:
    for path in sorted(RECORDED.glob(f"{symbol.lower()}_*.gz")):
        (tmp_path / path.name).symlink_to(path)
    running = Simulator(books=tmp_path, speed=Decimal(0))
    try:
        wait_for(lambda: played(running), timeout=60, what="the end of the recording")
        assert top(running, symbol) == last_ticker(path)
        assert running.depth("binance", symbol) == independent_replay(symbol.lower())
    finally:
        running.stop()


def played(running: Simulator) -> bool:
    return running.server.books_ended
