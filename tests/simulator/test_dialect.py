"""Every call of the table of endpoints and fields that the desk relies on, through unmodified ccxt."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import ccxt
import pytest

from tests.simulator.running import Simulator

SYMBOL = "BTC/USD"
ORDER_FIELDS = {
    "symbol", "orderId", "clientOrderId", "price", "origQty", "executedQty", "cummulativeQuoteQty",
    "status", "timeInForce", "type", "side",
}  # fmt: skip


def limit_order(exchange: ccxt.binance, side: str, amount: str, price: str, **parameters: Any) -> dict[str, Any]:
    order: dict[str, Any] = exchange.create_order(SYMBOL, "limit", side, amount, price, parameters)
    return order


def test_markets(alpha: ccxt.binance) -> None:
    market = alpha.market(SYMBOL)
    assert (market["id"], market["base"], market["quote"], market["active"]) == ("BTCUSD", "BTC", "USD", True)
    assert Decimal(market["precision"]["price"]) == Decimal("0.01")
    assert Decimal(market["precision"]["amount"]) == Decimal("0.00001")
    assert Decimal(market["limits"]["amount"]["min"]) == Decimal("0.00001")
    assert Decimal(market["limits"]["cost"]["min"]) == 5
    info = market["info"]
    assert {"symbol", "status", "baseAsset", "quoteAsset", "orderTypes", "filters"} <= info.keys()
    assert {rule["filterType"] for rule in info["filters"]} == {"PRICE_FILTER", "LOT_SIZE", "NOTIONAL"}


def test_a_halted_venue_is_not_active(simulator: Simulator, alpha: ccxt.binance) -> None:
    simulator.control("alpha", action="halt")
    assert alpha.load_markets(True)[SYMBOL]["active"] is False


def test_time(alpha: ccxt.binance) -> None:
    assert abs(alpha.fetch_time() - time.time() * 1000) < 1000


def test_order_book(alpha: ccxt.binance) -> None:
    book = alpha.fetch_order_book(SYMBOL, 5)
    assert [Decimal(str(price)) for price, _ in book["bids"]] == [99, 98, 97, 96, 95]
    assert [Decimal(str(price)) for price, _ in book["asks"]] == [101, 102, 103, 104, 105]
    assert book["nonce"] > 0


@pytest.mark.parametrize("method", ["publicGetTrades", "publicGetAggTrades"])
def test_trades(simulator: Simulator, alpha: ccxt.binance, method: str) -> None:
    simulator.control("alpha", action="trade", symbol="BTCUSD", side="BUY", quantity="0.4")
    trades = alpha.fetch_trades(SYMBOL, params={"fetchTradesMethod": method})
    assert [(trade["price"], trade["amount"], trade["side"]) for trade in trades] == [
        ("101.00000000", "0.40000000", "buy")
    ]


def test_trades_carry_the_fields_of_the_dialect(simulator: Simulator, alpha: ccxt.binance) -> None:
    simulator.control("alpha", action="trade", symbol="BTCUSD", side="SELL", quantity="0.4")
    (trade,) = alpha.publicGetAggTrades({"symbol": "BTCUSD"})
    assert {"a", "p", "q", "f", "l", "T", "m"} <= trade.keys()
    assert trade["m"] is True


def test_balance(alpha: ccxt.binance) -> None:
    limit_order(alpha, "buy", "2", "90")
    balance = alpha.fetch_balance()
    reserved = Decimal(180) + Decimal(180) * 10 / 10_000
    assert Decimal(balance["USD"]["used"]) == reserved
    assert Decimal(balance["USD"]["free"]) == 150_000_000 - reserved
    assert Decimal(balance["BTC"]["free"]) == 2000


def test_create_order_answers_with_fills(alpha: ccxt.binance) -> None:
    order = limit_order(alpha, "buy", "1.5", "102", clientOrderId="first")
    info = order["info"]
    assert ORDER_FIELDS | {"transactTime", "fills"} <= info.keys()
    assert order["clientOrderId"] == "first"
    assert (order["status"], order["filled"], order["timeInForce"]) == ("closed", "1.50000000", "GTC")
    fills = [(fill["price"], fill["qty"], fill["commission"], fill["commissionAsset"]) for fill in info["fills"]]
    assert fills == [
        ("101.00000000", "1.00000000", "0.10100000", "USD"),
        ("102.00000000", "0.50000000", "0.05100000", "USD"),
    ]
    assert order["cost"] == "152.00000000"


@pytest.mark.parametrize(("detail", "fields"), [("ACK", {"transactTime"}), ("RESULT", {"status", "executedQty"})])
def test_shorter_replies(alpha: ccxt.binance, detail: str, fields: set[str]) -> None:
    order = limit_order(alpha, "buy", "1", "90", newOrderRespType=detail)
    assert fields <= order["info"].keys()
    assert "fills" not in order["info"]


def test_fetch_order_by_id_and_by_client_id(alpha: ccxt.binance) -> None:
    placed = limit_order(alpha, "sell", "3", "98", clientOrderId="partly")
    by_id = alpha.fetch_order(placed["id"], SYMBOL)
    by_client_id = alpha.fetch_order(None, SYMBOL, {"origClientOrderId": "partly"})
    assert by_id["info"] == by_client_id["info"]
    assert ORDER_FIELDS | {"time", "updateTime"} <= by_id["info"].keys()
    assert "fills" not in by_id["info"]
    assert (by_id["status"], by_id["filled"], by_id["remaining"]) == ("open", "2.00000000", "1")


def test_open_orders_and_cancel_all(alpha: ccxt.binance) -> None:
    first = limit_order(alpha, "buy", "1", "90")
    second = limit_order(alpha, "sell", "1", "110")
    limit_order(alpha, "buy", "1", "101")
    assert {order["id"] for order in alpha.fetch_open_orders(SYMBOL)} == {first["id"], second["id"]}
    assert {order["id"] for order in alpha.fetch_open_orders()} == {first["id"], second["id"]}
    alpha.cancel_all_orders(SYMBOL)
    assert alpha.fetch_open_orders(SYMBOL) == []
    assert {order["status"] for order in alpha.fetch_orders(SYMBOL)} == {"canceled", "closed"}


def test_cancel_answers_with_its_own_client_id(alpha: ccxt.binance) -> None:
    placed = limit_order(alpha, "buy", "1", "90", clientOrderId="mine")
    canceled = alpha.cancel_order(placed["id"], SYMBOL)["info"]
    assert ORDER_FIELDS | {"origClientOrderId"} <= canceled.keys()
    assert canceled["origClientOrderId"] == "mine"
    assert canceled["clientOrderId"] != "mine"
    assert str(canceled["orderId"]) == placed["id"]


def test_cancel_by_client_id(alpha: ccxt.binance) -> None:
    limit_order(alpha, "buy", "1", "90", clientOrderId="mine")
    alpha.cancel_order(None, SYMBOL, {"clientOrderId": "mine"})
    assert alpha.fetch_order(None, SYMBOL, {"origClientOrderId": "mine"})["status"] == "canceled"


def test_my_trades(simulator: Simulator, alpha: ccxt.binance) -> None:
    taker = limit_order(alpha, "buy", "1", "101")
    maker = limit_order(alpha, "buy", "1", "100")
    simulator.control("alpha", action="trade", symbol="BTCUSD", side="SELL", quantity="0.25", price="100")
    fields = {
        "id", "orderId", "price", "qty", "quoteQty", "commission", "commissionAsset", "time", "isBuyer", "isMaker",
    }  # fmt: skip
    trades = alpha.fetch_my_trades(SYMBOL)
    assert all(fields <= trade["info"].keys() for trade in trades)
    assert [(trade["order"], trade["takerOrMaker"], trade["amount"], trade["fee"]["cost"]) for trade in trades] == [
        (taker["id"], "taker", "1.00000000", "0.10100000"),
        (maker["id"], "maker", "0.25000000", "0.01250000"),
    ]
    assert {trade["fee"]["currency"] for trade in trades} == {"USD"}
    assert [trade["id"] for trade in alpha.fetch_my_trades(SYMBOL, params={"orderId": maker["id"]})] == [
        trades[1]["id"]
    ]
    assert [trade["id"] for trade in alpha.fetch_my_trades(SYMBOL, params={"fromId": trades[1]["id"]})] == [
        trades[1]["id"]
    ]


def test_the_list_of_venues(simulator: Simulator) -> None:
    (venue,) = simulator.get("/_venues")["venues"]
    assert venue["name"] == "alpha"
    assert venue["fees"] == {"maker_bps": "5", "taker_bps": "10", "asset": "quote"}
    assert venue["symbols"] == [
        {
            "symbol": "BTCUSD",
            "base": "BTC",
            "quote": "USD",
            "tick": "0.01000000",
            "lot": "0.00001000",
            "min_notional": "5.00000000",
        }
    ]
