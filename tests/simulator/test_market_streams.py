"""Market data through unmodified ccxt.pro: the client's book equals the venue's, before and after trouble."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import aiohttp
import ccxt
import pytest

from tests.simulator.clients import pro_client
from tests.simulator.running import Simulator
from tests.waiting import wait_for
from tradeops.simulator.engine import Engine

pytestmark = pytest.mark.asyncio
SYMBOL = "BTC/USD"


@pytest.fixture
def generated() -> Iterator[Simulator]:
    running = Simulator(seed=7, venues={"alpha": None})
    yield running
    running.stop()


def of_client(book: dict[str, Any]) -> tuple[list[tuple[Decimal, Decimal]], ...]:
    return tuple(
        [(Decimal(str(price)), Decimal(str(quantity))) for price, quantity in book[side]] for side in ("bids", "asks")
    )


async def until_equal(exchange: ccxt.pro.binance, simulator: Simulator, *, within: float = 10) -> int:
    """Watch until the client's book equals the venue's at the same update id; the number of updates seen.

    The venue's book at an update id is read between two steps of its loop.
    """
    market = simulator.engine("alpha").markets["BTCUSD"]
    seen = 0
    async with asyncio.timeout(within):
        while True:
            book = await exchange.watch_order_book(SYMBOL)
            seen += 1
            snapshot = await asyncio.to_thread(simulator.run, market.snapshot, 5000)
            if snapshot["lastUpdateId"] == book["nonce"]:
                rows = {"bids": snapshot["bids"], "asks": snapshot["asks"]}
                assert of_client(book) == of_client(rows)
                return seen


async def test_the_book_stays_equal_over_many_updates(generated: Simulator) -> None:
    exchange = pro_client(generated.port)
    try:
        updates = equal = 0
        while updates < 30 or equal < 5:
            updates += await until_equal(exchange, generated)
            equal += 1
    finally:
        await exchange.close()


async def watch_on(exchange: ccxt.pro.binance) -> None:
    async with asyncio.timeout(10):
        while True:
            await exchange.watch_order_book(SYMBOL)


async def test_a_gap_is_noticed_and_healed(generated: Simulator) -> None:
    exchange = pro_client(generated.port)
    try:
        await until_equal(exchange, generated)
        generated.control("alpha", fault="gap", symbol="BTCUSD")
        with pytest.raises(ccxt.ChecksumError):
            await watch_on(exchange)
        await until_equal(exchange, generated)
    finally:
        await exchange.close()


@pytest.mark.parametrize("abort", [True, False])
async def test_a_lost_socket_is_reopened(generated: Simulator, abort: bool) -> None:
    exchange = pro_client(generated.port)
    try:
        await until_equal(exchange, generated)
        generated.control("alpha", action="kick", sockets="market", abort=abort)
        with pytest.raises(ccxt.NetworkError):
            await watch_on(exchange)
        await until_equal(exchange, generated)
    finally:
        await exchange.close()


async def test_trades_and_tickers(simulator: Simulator) -> None:
    exchange = pro_client(simulator.port)
    try:
        await exchange.load_markets()
        trades = asyncio.create_task(exchange.watch_trades(SYMBOL))
        tickers = asyncio.create_task(exchange.watch_bids_asks([SYMBOL]))
        await asyncio.to_thread(wait_for, lambda: subscriptions(simulator) == 2)
        simulator.control("alpha", action="trade", symbol="BTCUSD", side="BUY", quantity="1")
        async with asyncio.timeout(5):
            (trade,) = await trades
            ticker = (await tickers)[SYMBOL]
    finally:
        await exchange.close()
    assert (trade["price"], trade["amount"], trade["side"]) == ("101.00000000", "1.00000000", "buy")
    assert (ticker["bid"], ticker["ask"]) == ("99.00000000", "102.00000000")


def subscriptions(simulator: Simulator) -> int:
    sockets = simulator.server.venues["alpha"].streams.sockets
    return sum(len(streams) for streams in simulator.run(lambda: list(sockets.values())))


async def depth_events(socket: aiohttp.ClientWebSocketResponse, count: int) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    async with asyncio.timeout(10):
        while len(events) < count:
            message = json.loads((await socket.receive()).data)
            if message.get("e") == "depthUpdate":
                events.append(message)
    return events


def connect(session: aiohttp.ClientSession, simulator: Simulator, path: str = "stream/ws/0") -> Any:
    return session.ws_connect(f"http://127.0.0.1:{simulator.port}/alpha/{path}")


async def subscribe(socket: aiohttp.ClientWebSocketResponse, *streams: str) -> None:
    await socket.send_json({"method": "SUBSCRIBE", "params": streams, "id": 1})
    assert await socket.receive_json() == {"result": None, "id": 1}


async def test_a_still_book_beats_once_a_second_with_contiguous_ids(simulator: Simulator) -> None:
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await subscribe(socket, "btcusd@depth@100ms")
        events = await depth_events(socket, 3)
    assert all(event["b"] == event["a"] == [] for event in events)
    for before, after in pairwise(events):
        assert after["U"] == before["u"] + 1
        assert 900 <= after["E"] - before["E"] <= 1300


async def test_changes_come_in_batches_with_contiguous_ids(simulator: Simulator) -> None:
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await subscribe(socket, "btcusd@depth@100ms")
        first = await depth_events(socket, 1)
        await asyncio.to_thread(simulator.run, twice, simulator.engine("alpha"))
        (second,) = await depth_events(socket, 1)
    assert second["U"] == first[0]["u"] + 1
    assert second["u"] > second["U"]
    assert second["b"] == [["99.00000000", "6.00000000"]]


def twice(engine: Engine) -> None:
    for quantity in (5, 6):
        engine.apply_feed("BTCUSD", [(Decimal(99), Decimal(quantity))], [])


async def test_silence_keeps_sockets_open_and_loses_no_depth(simulator: Simulator) -> None:
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await subscribe(socket, "btcusd@depth@100ms")
        (before,) = await depth_events(socket, 1)
        simulator.control("alpha", fault="silence", seconds=1.5)
        simulator.control("alpha", action="level", symbol="BTCUSD", side="BUY", price="99", quantity="7")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(socket.receive(), 1.2)
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await subscribe(socket, "btcusd@depth@100ms")
        (after,) = await depth_events(socket, 1)
    assert after["U"] == before["u"] + 1
    assert after["b"] == [["99.00000000", "7.00000000"]]


async def test_unsubscribing_and_listing(simulator: Simulator) -> None:
    async with aiohttp.ClientSession() as session, connect(session, simulator, "stream/ws") as socket:
        await subscribe(socket, "btcusd@trade", "btcusd@aggTrade")
        await socket.send_json({"method": "UNSUBSCRIBE", "params": ["btcusd@trade"], "id": "a"})
        assert await socket.receive_json() == {"result": None, "id": "a"}
        await socket.send_json({"method": "LIST_SUBSCRIPTIONS", "id": "b"})
        assert await socket.receive_json() == {"result": ["btcusd@aggTrade"], "id": "b"}
        simulator.control("alpha", action="trade", symbol="BTCUSD", side="BUY", quantity="1")
        assert (await socket.receive_json())["e"] == "aggTrade"


@pytest.mark.parametrize(
    "text",
    ["", "no json", "[]", "1", '{"method": "SUBSCRIBE"', '{"method": "NO"}', '{"method": ["SUBSCRIBE"]}',
     '{"method": "SUBSCRIBE", "params": "x"}', '{"method": "SUBSCRIBE", "params": [1]}',
     '{"method": "SUBSCRIBE", "params": ["btcusd@nothing"]}', '{"method": "SUBSCRIBE", "id": {}}', "[" * 60_000],
)  # fmt: skip
async def test_nonsense_gets_an_error_and_the_socket_lives_on(simulator: Simulator, text: str) -> None:
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await socket.send_str(text)
        assert (await socket.receive_json())["error"]["code"] == 2
        await subscribe(socket, "btcusd@trade")


async def test_a_reader_that_never_reads_is_disconnected(simulator: Simulator) -> None:
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await subscribe(socket, "btcusd@trade")
        reader = socket._response.connection.transport
        reader.pause_reading()

        def flood() -> int:
            streams = simulator.server.venues["alpha"].streams
            for _ in range(500):
                streams.publish("btcusd@trade", {"filler": "x" * 10_000})
            return len(streams.sockets)

        async with asyncio.timeout(20):
            while await asyncio.to_thread(simulator.run, flood):
                pass
        reader.resume_reading()
    assert simulator.get("/alpha/api/v3/ping") == {}
