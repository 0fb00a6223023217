"""Outcomes the client cannot know: the order lives, and is found by its client id."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import ccxt
import pytest

from tests.simulator.clients import client, pro_client
from tests.simulator.running import Simulator

SYMBOL = "BTC/USD"


def buy(exchange: ccxt.binance, client_id: str) -> dict[str, Any]:
    order: dict[str, Any] = exchange.create_order(SYMBOL, "limit", "buy", "1", "90", {"clientOrderId": client_id})
    return order


def found(exchange: ccxt.binance, client_id: str) -> dict[str, Any]:
    order: dict[str, Any] = exchange.fetch_order(None, SYMBOL, {"origClientOrderId": client_id})
    return order


def test_a_late_reply_leaves_the_order_alive(simulator: Simulator, alpha: ccxt.binance) -> None:
    hasty = client(simulator.port, timeout=300)
    simulator.control("alpha", fault="late", seconds=1.5)
    with pytest.raises(ccxt.RequestTimeout):
        buy(hasty, "late")
    assert found(alpha, "late")["status"] == "open"


@pytest.mark.asyncio
async def test_a_dropped_connection_leaves_the_order_alive(simulator: Simulator, alpha: ccxt.binance) -> None:
    exchange = pro_client(simulator.port)
    try:
        await exchange.load_markets()
        simulator.control("alpha", fault="drop")
        with pytest.raises(ccxt.ExchangeNotAvailable):
            await exchange.create_order(SYMBOL, "limit", "buy", "1", "90", {"clientOrderId": "dropped"})
    finally:
        await exchange.close()
    assert found(alpha, "dropped")["status"] == "open"


def test_a_retried_drop_is_answered_as_a_duplicate(simulator: Simulator, alpha: ccxt.binance) -> None:
    stubborn = client(simulator.port)
    stubborn.options["maxRetriesOnFailure"] = 1
    simulator.control("alpha", fault="drop")
    with pytest.raises(ccxt.InvalidOrder, match="Duplicate"):
        buy(stubborn, "twice")
    assert found(alpha, "twice")["status"] == "open"


def test_an_unknown_outcome_may_have_been_processed(simulator: Simulator, alpha: ccxt.binance) -> None:
    simulator.control("alpha", fault="error", code=-1006, message="Unknown.", status=500, processed=True)
    with pytest.raises(ccxt.OperationFailed):
        buy(alpha, "unknown")
    assert found(alpha, "unknown")["status"] == "open"


def test_an_unprocessed_drop_leaves_nothing(simulator: Simulator, alpha: ccxt.binance) -> None:
    simulator.control("alpha", fault="drop", processed=False)
    with pytest.raises(ccxt.NetworkError):
        buy(alpha, "nothing")
    with pytest.raises(ccxt.OrderNotFound):
        found(alpha, "nothing")


def test_a_fault_hits_its_path_and_method_as_often_as_asked(simulator: Simulator, alpha: ccxt.binance) -> None:
    simulator.control("alpha", fault="html", path="order", method="GET", status=502, times=2)
    order = buy(alpha, "calm")
    for _ in range(2):
        with pytest.raises(ccxt.ExchangeNotAvailable):
            alpha.fetch_order(order["id"], SYMBOL)
    assert alpha.fetch_order(order["id"], SYMBOL)["status"] == "open"


def test_a_lasting_fault_ends_when_cleared(simulator: Simulator, alpha: ccxt.binance) -> None:
    simulator.control("alpha", fault="html", path="*", method="*", status=503, times=None)
    for _ in range(3):
        with pytest.raises(ccxt.ExchangeNotAvailable):
            alpha.fetch_time()
    assert simulator.control("alpha", action="clear")["faults"] == 0
    assert alpha.fetch_time()


@pytest.mark.parametrize(
    "command",
    [
        {},
        {"fault": "fire"},
        {"fault": ["late"]},
        {"fault": "late", "seconds": "soon"},
        {"fault": "late", "seconds": -1},
        {"fault": "error", "times": "many"},
        {"fault": "gap", "symbol": "XYZ"},
        {"action": "dance"},
        {"action": "kick", "sockets": "some"},
        {"action": "trade", "symbol": "BTCUSD", "side": "BUY", "quantity": "NaN"},
        {"action": "trade", "symbol": "BTCUSD", "side": "BOTH", "quantity": "1"},
        {"action": "level", "symbol": "BTCUSD", "side": "BUY", "price": "101", "quantity": "1"},
        {"action": "balance", "asset": "DOGE", "free": "1"},
    ],
)
def test_a_senseless_command_is_refused(simulator: Simulator, command: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match='"code":-'):
        simulator.control("alpha", **command)
    assert simulator.control("alpha", action="state")["faults"] == 0


def test_control_needs_the_key(simulator: Simulator) -> None:
    address = f"http://127.0.0.1:{simulator.port}/alpha/_control"
    request = urllib.request.Request(address, data=b'{"action": "halt"}')
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    assert refused.value.code == 401
    refused.value.close()
    assert simulator.engine("alpha").halted is False
