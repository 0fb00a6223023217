"""The account's own events through unmodified ccxt.pro and as raw messages."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import ccxt
import pytest

from tests.simulator.clients import client, pro_client
from tests.simulator.running import SECRET, Simulator
from tests.waiting import wait_for
from tradeops.simulator.signature import sign

pytestmark = pytest.mark.asyncio
SYMBOL = "BTC/USD"


def subscription(secret: str = SECRET, **parameters: Any) -> dict[str, Any]:
    values = {"apiKey": "demo-alpha", "recvWindow": 5000, "timestamp": int(time.time() * 1000)} | parameters
    payload = "&".join(f"{name}={values[name]}" for name in sorted(values))
    values["signature"] = sign(secret, payload.encode())
    return {"id": "1", "method": "userDataStream.subscribe.signature", "params": values}


def connect(session: aiohttp.ClientSession, simulator: Simulator) -> Any:
    return session.ws_connect(f"http://127.0.0.1:{simulator.port}/alpha/ws-api/v3")


async def events(socket: aiohttp.ClientWebSocketResponse, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(5):
        return [(await socket.receive_json())["event"] for _ in range(count)]


async def in_thread(call: Any, *arguments: Any) -> Any:
    return await asyncio.to_thread(call, *arguments)


async def test_events_of_an_order_in_sequence(simulator: Simulator, alpha: ccxt.binance) -> None:
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await socket.send_json(subscription())
        answer = await socket.receive_json()
        assert (answer["id"], answer["status"]) == ("1", 200)
        assert isinstance(answer["result"]["subscriptionId"], int)
        order = await in_thread(alpha.create_order, SYMBOL, "limit", "buy", "2.5", "102", {"clientOrderId": "mine"})
        new, first, second, position = await events(socket, 4)
        await in_thread(alpha.cancel_order, order["id"], SYMBOL)
        canceled, freed = await events(socket, 2)
    assert [(event["x"], event["X"]) for event in (new, first, second, canceled)] == [
        ("NEW", "NEW"),
        ("TRADE", "PARTIALLY_FILLED"),
        ("TRADE", "PARTIALLY_FILLED"),
        ("CANCELED", "CANCELED"),
    ]
    assert (first["l"], first["L"], first["n"], first["N"], first["m"]) == (
        "1.00000000", "101.00000000", "0.10100000", "USD", False,
    )  # fmt: skip
    assert (second["z"], second["Z"]) == ("2.00000000", "203.00000000")
    assert {event["c"] for event in (new, first, second)} == {"mine"}
    assert (canceled["C"], canceled["c"] != "mine") == ("mine", True)
    assert {row["a"] for row in position["B"]} == {"BTC", "USD"}
    assert freed["e"] == "outboundAccountPosition"
    assert freed["B"] == [{"a": "USD", "f": "149999796.79700000", "l": "0.00000000"}]


async def test_an_expired_remainder_is_reported(simulator: Simulator, alpha: ccxt.binance) -> None:
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await socket.send_json(subscription())
        await socket.receive_json()
        await in_thread(alpha.create_order, SYMBOL, "limit", "sell", "1.5", "99", {"timeInForce": "IOC"})
        reports = (await events(socket, 4))[:3]
    assert [(event["x"], event["X"], event["z"]) for event in reports] == [
        ("NEW", "NEW", "0.00000000"),
        ("TRADE", "PARTIALLY_FILLED", "1.00000000"),
        ("EXPIRED", "EXPIRED", "1.00000000"),
    ]


async def test_orders_trades_and_balances_through_ccxt(simulator: Simulator, alpha: ccxt.binance) -> None:
    exchange = pro_client(simulator.port)
    try:
        await exchange.load_markets()
        watching = [
            asyncio.create_task(exchange.watch_orders(SYMBOL)),
            asyncio.create_task(exchange.watch_my_trades(SYMBOL)),
            asyncio.create_task(exchange.watch_balance()),
        ]
        async with asyncio.timeout(5):
            await in_thread(wait_for, lambda: subscribed(simulator))
            await in_thread(alpha.create_order, SYMBOL, "limit", "buy", "1.5", "102", {"clientOrderId": "mine"})
            orders, trades, balance = await asyncio.gather(*watching)
            await in_thread(wait_for, lambda: len(exchange.myTrades) == 2 and exchange.orders[-1]["status"] == "closed")
        trades = list(exchange.myTrades)
        final = exchange.orders[-1]
    finally:
        await exchange.close()
    assert orders
    assert (final["clientOrderId"], final["filled"]) == ("mine", "1.50000000")
    assert [(trade["amount"], trade["price"], trade["fee"]["cost"], trade["info"]["c"]) for trade in trades] == [
        ("1.00000000", "101.00000000", "0.10100000", "mine"),
        ("0.50000000", "102.00000000", "0.05100000", "mine"),
    ]
    assert balance["BTC"]["free"] == "2001.50000000"


def subscribed(simulator: Simulator) -> bool:
    sockets = simulator.server.venues["alpha"].users.sockets
    return any(simulator.run(lambda: list(sockets.values())))


async def test_a_maker_fill_reaches_the_stream(simulator: Simulator, alpha: ccxt.binance) -> None:
    await in_thread(alpha.create_order, SYMBOL, "limit", "buy", "1", "100")
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await socket.send_json(subscription())
        await socket.receive_json()
        simulator.control("alpha", action="trade", symbol="BTCUSD", side="SELL", quantity="0.25", price="100")
        report, _ = await events(socket, 2)
    assert (report["x"], report["m"], report["l"], report["n"]) == ("TRADE", True, "0.25000000", "0.01250000")


async def test_held_events_come_after_the_acknowledgement(simulator: Simulator, alpha: ccxt.binance) -> None:
    simulator.control("alpha", fault="hold_events", seconds=0.5)
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await socket.send_json(subscription())
        await socket.receive_json()
        order = await in_thread(alpha.create_order, SYMBOL, "limit", "buy", "1", "101")
        acknowledged = asyncio.get_running_loop().time()
        assert order["status"] == "closed"
        report, *_ = await events(socket, 3)
        assert asyncio.get_running_loop().time() - acknowledged > 0.3
        assert report["x"] == "NEW"


async def test_a_late_acknowledgement_comes_after_the_events(simulator: Simulator) -> None:
    slow = client(simulator.port)
    simulator.control("alpha", fault="late", seconds=0.5)
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await socket.send_json(subscription())
        await socket.receive_json()
        placing = asyncio.create_task(in_thread(slow.create_order, SYMBOL, "limit", "buy", "1", "101"))
        reports = await events(socket, 3)
        assert not placing.done()
        assert [event.get("x") for event in reports] == ["NEW", "TRADE", None]
        assert (await placing)["status"] == "closed"


async def test_a_kicked_user_stream_raises_and_comes_back(simulator: Simulator, alpha: ccxt.binance) -> None:
    exchange = pro_client(simulator.port)
    try:
        await exchange.load_markets()
        watching = asyncio.create_task(exchange.watch_orders(SYMBOL))
        async with asyncio.timeout(10):
            await in_thread(wait_for, lambda: subscribed(simulator))
            simulator.control("alpha", action="kick", sockets="user", abort=True)
            with pytest.raises(ccxt.NetworkError):
                await watching
            watching = asyncio.create_task(exchange.watch_orders(SYMBOL))
            await in_thread(wait_for, lambda: subscribed(simulator))
            await in_thread(alpha.create_order, SYMBOL, "limit", "buy", "1", "90")
            assert (await watching)[0]["status"] == "open"
    finally:
        await exchange.close()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (subscription(secret="another"), -1022),
        (subscription(apiKey="demo-bravo"), -2015),
        (subscription(apiKey=""), -2014),
        (subscription(timestamp=1), -1021),
        (subscription(timestamp="soon"), -1100),
        ({"id": 1, "method": "order.fly"}, -1130),
        ({"id": 1, "method": "ping", "params": []}, None),
        ({"id": 1, "method": "ping", "params": [1]}, -1130),
        ([], -1102),
    ],
)
async def test_refusals(simulator: Simulator, message: Any, code: int | None) -> None:
    async with aiohttp.ClientSession() as session, connect(session, simulator) as socket:
        await socket.send_json(message)
        answer = await socket.receive_json()
        if code is None:
            assert answer["status"] == 200
        else:
            assert answer["error"]["code"] == code
        await socket.send_json({"id": 2, "method": "time"})
        assert abs((await socket.receive_json())["result"]["serverTime"] - time.time() * 1000) < 1000
