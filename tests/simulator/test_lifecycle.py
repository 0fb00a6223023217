"""Orders from entry to end: what trades, what rests, what expires, what it costs."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import ccxt

from tests.simulator.clients import client
from tests.simulator.running import Simulator, exact

SYMBOL = "BTC/USD"


def limit_order(exchange: ccxt.binance, side: str, amount: str, price: str, **parameters: Any) -> dict[str, Any]:
    order: dict[str, Any] = exchange.create_order(SYMBOL, "limit", side, amount, price, parameters)
    return order


def balances(exchange: ccxt.binance) -> dict[str, tuple[Decimal, Decimal]]:
    rows = exchange.fetch_balance()["info"]["balances"]
    return {row["asset"]: (Decimal(row["free"]), Decimal(row["locked"])) for row in rows}


def test_immediate_or_cancel_expires_what_is_left(alpha: ccxt.binance) -> None:
    order = limit_order(alpha, "buy", "3", "102", timeInForce="IOC")
    assert (order["status"], order["filled"]) == ("expired", "2.00000000")
    assert balances(alpha)["USD"] == exact(150_000_000 - 203 - Decimal("0.203"), 0)
    assert balances(alpha)["BTC"] == exact(2002, 0)


def test_fill_or_kill_is_all_or_nothing(alpha: ccxt.binance) -> None:
    killed = limit_order(alpha, "buy", "3", "102", timeInForce="FOK")
    assert (killed["status"], killed["filled"]) == ("expired", "0.00000000")
    assert balances(alpha)["USD"] == exact(150_000_000, 0)
    filled = limit_order(alpha, "buy", "2", "102", timeInForce="FOK")
    assert (filled["status"], filled["filled"]) == ("closed", "2.00000000")


def test_a_market_order_sweeps_the_book(simulator: Simulator, alpha: ccxt.binance) -> None:
    order = alpha.create_order(SYMBOL, "market", "sell", "2.5")
    assert (order["status"], order["cost"]) == ("closed", "245.50000000")  # 99 + 98 + 97/2
    assert simulator.depth("alpha", "BTCUSD")[0][0] == exact(97, Decimal("0.5"))
    assert balances(alpha)["USD"] == exact(150_000_000 + Decimal("245.5") - Decimal("0.2455"), 0)


def test_a_market_order_larger_than_the_book_expires(simulator: Simulator, alpha: ccxt.binance) -> None:
    order = alpha.create_order(SYMBOL, "market", "buy", "25")
    assert (order["status"], order["filled"]) == ("expired", "20.00000000")
    assert simulator.depth("alpha", "BTCUSD")[1] == []
    assert balances(alpha)["USD"][1] == 0


def test_a_market_order_for_an_amount_of_quote(alpha: ccxt.binance) -> None:
    order = alpha.create_market_buy_order_with_cost(SYMBOL, 152)
    assert (order["status"], order["filled"], order["cost"]) == ("closed", "1.50000000", "152.00000000")


def test_a_partial_fill_rests_and_frees_the_difference(simulator: Simulator, alpha: ccxt.binance) -> None:
    order = limit_order(alpha, "buy", "2", "101.5")
    assert (order["status"], order["filled"]) == ("open", "1.00000000")
    rest = Decimal("101.5") + Decimal("0.1015")
    paid = 101 + Decimal("0.101")
    assert balances(alpha)["USD"] == exact(150_000_000 - paid - rest, rest)
    assert simulator.depth("alpha", "BTCUSD")[0][0] == exact(Decimal("101.5"), 1)
    alpha.cancel_order(order["id"], SYMBOL)
    assert balances(alpha)["USD"] == exact(150_000_000 - paid, 0)
    assert simulator.depth("alpha", "BTCUSD")[0][0] == exact(99, 1)


def test_a_resting_order_waits_behind_the_market(simulator: Simulator, alpha: ccxt.binance) -> None:
    order = limit_order(alpha, "buy", "1", "99")
    simulator.control("alpha", action="trade", symbol="BTCUSD", side="SELL", quantity="1", price="99")
    assert alpha.fetch_order(order["id"], SYMBOL)["filled"] == "0.00000000"
    simulator.control("alpha", action="trade", symbol="BTCUSD", side="SELL", quantity="0.4", price="99")
    assert alpha.fetch_order(order["id"], SYMBOL)["filled"] == "0.40000000"


def test_a_better_price_trades_first(simulator: Simulator, alpha: ccxt.binance) -> None:
    order = limit_order(alpha, "buy", "1", "100")
    simulator.control("alpha", action="trade", symbol="BTCUSD", side="SELL", quantity="1.5", price="99")
    assert alpha.fetch_order(order["id"], SYMBOL)["status"] == "closed"
    assert simulator.depth("alpha", "BTCUSD")[0][0] == exact(99, Decimal("0.5"))


def test_a_market_that_crosses_a_resting_order_fills_it_at_its_price(simulator: Simulator, alpha: ccxt.binance) -> None:
    order = limit_order(alpha, "buy", "2", "100")
    simulator.run(simulator.engine("alpha").apply_feed, "BTCUSD", [], [(Decimal("99.5"), Decimal("0.75"))])
    found = alpha.fetch_order(order["id"], SYMBOL)
    assert (found["filled"], found["cost"]) == ("0.75000000", "75.00000000")
    bids, asks = simulator.depth("alpha", "BTCUSD")
    assert (bids[0], asks[0]) == (exact(100, "1.25"), exact(101, 1))
    assert alpha.fetch_my_trades(SYMBOL)[0]["takerOrMaker"] == "maker"


def test_own_orders_do_not_trade_with_each_other(simulator: Simulator, alpha: ccxt.binance) -> None:
    resting = limit_order(alpha, "sell", "1", "100")
    taker = limit_order(alpha, "buy", "1", "101")
    assert alpha.fetch_order(resting["id"], SYMBOL)["info"]["status"] == "EXPIRED_IN_MATCH"
    assert (taker["status"], taker["cost"]) == ("closed", "101.00000000")
    assert balances(alpha)["BTC"] == exact(2001, 0)


def test_the_fee_is_charged_in_quote_and_rounded_down(alpha: ccxt.binance) -> None:
    order = alpha.create_order(SYMBOL, "market", "buy", "0.12345")
    (trade,) = alpha.fetch_my_trades(SYMBOL, params={"orderId": order["id"]})
    assert trade["cost"] == "12.46845000"
    assert (trade["fee"]["cost"], trade["fee"]["currency"]) == ("0.01246845", "USD")
    assert balances(alpha)["BTC"][0] == 2000 + Decimal("0.12345")
    assert balances(alpha)["USD"][0] == 150_000_000 - Decimal("12.46845") - Decimal("0.01246845")


def test_cancel_and_fill_race_to_one_outcome(simulator: Simulator, alpha: ccxt.binance) -> None:
    """Whoever comes first wins; the order is never both canceled and filled, and no balance is lost."""
    other = client(simulator.port)
    for _ in range(20):
        order = limit_order(alpha, "buy", "0.5", "100")
        seller = threading.Thread(
            target=simulator.control,
            args=("alpha",),
            kwargs={"action": "trade", "symbol": "BTCUSD", "side": "SELL", "quantity": "0.5", "price": "100"},
        )
        seller.start()
        try:
            other.cancel_order(order["id"], SYMBOL)
            refused = False
        except ccxt.OrderNotFound:
            refused = True
        seller.join()
        found = alpha.fetch_order(order["id"], SYMBOL)
        assert (found["status"], found["filled"]) == (
            ("closed", "0.50000000") if refused else ("canceled", "0.00000000")
        )
    bought = sum(Decimal(trade["amount"]) for trade in alpha.fetch_my_trades(SYMBOL))
    assert balances(alpha)["BTC"] == exact(2000 + bought, 0)
    assert balances(alpha)["USD"][1] == 0
