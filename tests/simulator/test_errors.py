"""Refusals: what the venue itself refuses, and what it is told to answer, as the exceptions ccxt raises."""

from __future__ import annotations

import time
from typing import Any

import ccxt
import pytest

from tests.simulator.clients import client
from tests.simulator.running import Simulator

SYMBOL = "BTC/USD"

INJECTED = [
    (-2010, "Account has insufficient balance for requested action.", 400, ccxt.InsufficientFunds),
    (-2010, "Order would immediately match and take.", 400, ccxt.OrderImmediatelyFillable),
    (-2010, "Duplicate order sent.", 400, ccxt.InvalidOrder),
    (-1013, "Filter failure: LOT_SIZE", 400, ccxt.InvalidOrder),
    (-1013, "Filter failure: PRICE_FILTER", 400, ccxt.InvalidOrder),
    (-1013, "Filter failure: PERCENT_PRICE_BY_SIDE", 400, ccxt.InvalidOrder),
    (-1013, "Filter failure: NOTIONAL", 400, ccxt.BadRequest),
    (-1013, "Filter failure: MAX_NUM_ORDERS", 400, ccxt.BadRequest),
    (-2011, "Unknown order sent.", 400, ccxt.OrderNotFound),
    (-2013, "Order does not exist.", 400, ccxt.OrderNotFound),
    (-1121, "Invalid symbol.", 400, ccxt.BadSymbol),
    (-1003, "Too many requests.", 429, ccxt.DDoSProtection),
    (-1003, "Way too much request weight used; IP banned.", 418, ccxt.DDoSProtection),
    (-1003, "Too many requests.", 400, ccxt.RateLimitExceeded),
    (-1021, "Timestamp for this request is outside of the recvWindow.", 400, ccxt.InvalidNonce),
    (-1022, "Signature for this request is not valid.", 400, ccxt.AuthenticationError),
    (-2014, "API-key format invalid.", 401, ccxt.AuthenticationError),
    (-2015, "Invalid API-key, IP, or permissions for action.", 401, ccxt.AuthenticationError),
    (-1000, "An unknown error occurred while processing the request.", 500, ccxt.OperationFailed),
    (-1001, "Internal error; unable to process your request.", 500, ccxt.OperationFailed),
    (-1006, "An unexpected response was received from the message bus.", 500, ccxt.OperationFailed),
    (-1007, "Timeout waiting for response from backend server.", 504, ccxt.RequestTimeout),
]
PAGES = [(status, ccxt.ExchangeNotAvailable) for status in (400, 403, 404, 500, 502, 503)] + [
    (504, ccxt.RequestTimeout),
    (429, ccxt.DDoSProtection),
    (418, ccxt.DDoSProtection),
]


def buy(exchange: ccxt.binance, amount: str = "1", price: str = "90", **parameters: Any) -> dict[str, Any]:
    order: dict[str, Any] = exchange.create_order(SYMBOL, "limit", "buy", amount, price, parameters)
    return order


def raw(exchange: ccxt.binance, **parameters: str) -> dict[str, Any]:
    """An order past ccxt's own rounding and checks."""
    order = {"symbol": "BTCUSD", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "1", "price": "90"}
    answer: dict[str, Any] = exchange.privatePostOrder(
        {name: value for name, value in (order | parameters).items() if value != ""}
    )
    return answer


@pytest.mark.parametrize(("code", "message", "status", "exception"), INJECTED)
def test_injected_errors(
    simulator: Simulator, alpha: ccxt.binance, code: int, message: str, status: int, exception: type[Exception]
) -> None:
    simulator.control("alpha", fault="error", code=code, message=message, status=status)
    with pytest.raises(exception) as raised:
        buy(alpha)
    assert type(raised.value) is exception
    assert alpha.fetch_open_orders(SYMBOL) == []
    assert buy(alpha)["status"] == "open"


@pytest.mark.parametrize(("status", "exception"), PAGES)
def test_injected_pages(simulator: Simulator, alpha: ccxt.binance, status: int, exception: type[Exception]) -> None:
    simulator.control("alpha", fault="html", status=status)
    with pytest.raises(exception) as raised:
        buy(alpha)
    assert type(raised.value) is exception


def test_a_lost_key_looks_like_throttling_after_a_success(simulator: Simulator, alpha: ccxt.binance) -> None:
    alpha.fetch_balance()
    simulator.control("alpha", fault="error", code=-2015, message="Invalid API-key.", status=401)
    with pytest.raises(ccxt.DDoSProtection):
        buy(alpha)


def test_insufficient_balance(simulator: Simulator, alpha: ccxt.binance) -> None:
    simulator.control("alpha", action="balance", asset="USD", free="90.08")
    with pytest.raises(ccxt.InsufficientFunds):  # the fee needs 0.09
        buy(alpha)
    simulator.control("alpha", action="balance", asset="USD", free="90.09")
    assert buy(alpha)["status"] == "open"


def test_market_orders_need_balance_too(simulator: Simulator, alpha: ccxt.binance) -> None:
    simulator.control("alpha", action="balance", asset="USD", free="100")
    simulator.control("alpha", action="balance", asset="BTC", free="0.5")
    for side in ("buy", "sell"):
        with pytest.raises(ccxt.InsufficientFunds):
            alpha.create_order(SYMBOL, "market", side, "1")
    assert alpha.fetch_orders(SYMBOL) == []


def test_post_only_that_would_match(alpha: ccxt.binance) -> None:
    with pytest.raises(ccxt.OrderImmediatelyFillable):
        buy(alpha, price="101", postOnly=True)


def test_duplicate_client_order_id(alpha: ccxt.binance) -> None:
    first = buy(alpha, clientOrderId="same")
    with pytest.raises(ccxt.InvalidOrder, match="Duplicate order sent"):
        buy(alpha, clientOrderId="same")
    alpha.cancel_order(first["id"], SYMBOL)
    second = buy(alpha, clientOrderId="same")
    assert alpha.fetch_order(None, SYMBOL, {"origClientOrderId": "same"})["id"] == second["id"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"quantity": "1.000001"}, -1013),
        ({"quantity": "0"}, -1013),
        ({"quantity": "20000000"}, -1013),
        ({"price": "90.001"}, -1013),
        ({"price": "0"}, -1013),
        ({"quantity": "0.05"}, -1013),
        ({"quantity": "1.000000001"}, -1111),
        ({"price": "90.000000001"}, -1111),
        ({"quantity": "1e3"}, -1100),
        ({"quantity": "NaN"}, -1100),
        ({"price": "-1"}, -1100),
        ({"price": "9" * 21}, -1100),
        ({"newClientOrderId": "not allowed!"}, -1100),
        ({"newClientOrderId": "x" * 37}, -1100),
        ({"price": ""}, -1102),
        ({"quantity": ""}, -1102),
        ({"side": ""}, -1102),
        ({"timeInForce": ""}, -1102),
        ({"type": "MARKET"}, -1106),
        ({"timeInForce": "GTX"}, -1115),
        ({"type": "STOP_LOSS"}, -1116),
        ({"side": "HOLD"}, -1117),
        ({"symbol": "XYZUSD"}, -1121),
        ({"newOrderRespType": "LONG"}, -1130),
        ({"recvWindow": "60001"}, -1131),
    ],
)
def test_malformed_orders(alpha: ccxt.binance, parameters: dict[str, str], code: int) -> None:
    with pytest.raises(ccxt.BaseError) as raised:
        raw(alpha, **parameters)
    assert f'"code":{code},' in str(raised.value)
    assert alpha.fetch_orders(SYMBOL) == []


def test_a_market_order_below_the_minimum_notional(alpha: ccxt.binance) -> None:
    with pytest.raises(ccxt.BadRequest, match="NOTIONAL"):
        alpha.create_order(SYMBOL, "market", "buy", "0.04")


def test_unknown_orders(alpha: ccxt.binance) -> None:
    with pytest.raises(ccxt.OrderNotFound, match="-2013"):
        alpha.fetch_order("1", SYMBOL)
    with pytest.raises(ccxt.OrderNotFound, match="-2011"):
        alpha.cancel_order("1", SYMBOL)
    with pytest.raises(ccxt.OrderNotFound, match="-2011"):
        alpha.cancel_all_orders(SYMBOL)


def test_a_halted_venue_refuses_orders_but_cancels(simulator: Simulator, alpha: ccxt.binance) -> None:
    order = buy(alpha)
    simulator.control("alpha", action="halt")
    with pytest.raises(ccxt.MarketClosed):
        buy(alpha)
    assert alpha.cancel_order(order["id"], SYMBOL)["status"] == "canceled"
    simulator.control("alpha", action="resume")
    assert buy(alpha)["status"] == "open"


def test_a_wrong_secret(simulator: Simulator) -> None:
    stranger = client(simulator.port, secret="another secret")
    with pytest.raises(ccxt.AuthenticationError, match="-1022"):
        stranger.fetch_balance()


def test_an_unknown_and_a_malformed_key(simulator: Simulator) -> None:
    with pytest.raises(ccxt.AuthenticationError, match="-2015"):
        client(simulator.port, apiKey="demo-bravo").fetch_balance()
    with pytest.raises(ccxt.AuthenticationError, match="-2014"):
        client(simulator.port, apiKey="no key").fetch_balance()


@pytest.mark.parametrize(("offset", "accepted"), [(-4000, True), (-6000, False), (500, True), (3000, False)])
def test_the_receive_window(simulator: Simulator, offset: int, accepted: bool) -> None:
    late = client(simulator.port)
    late.milliseconds = lambda: int(time.time() * 1000) + offset
    late.options["recvWindow"] = 5000
    if accepted:
        assert late.fetch_balance()["USD"]["total"] is not None
    else:
        with pytest.raises(ccxt.InvalidNonce, match="-1021"):
            late.fetch_balance()
