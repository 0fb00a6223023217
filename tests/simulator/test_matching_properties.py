"""Matching against all kinds of sequences: balances conserve, price and time rule, nothing stays crossed."""

from __future__ import annotations

import operator
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tradeops.simulator.account import Fees
from tradeops.simulator.engine import Engine
from tradeops.simulator.entry import NewOrder
from tradeops.simulator.errors import VenueError
from tradeops.simulator.filters import rules_for

START = {"BTC": Decimal(50), "USD": Decimal(5000)}
prices = st.integers(95, 105).map(Decimal)
sizes = st.integers(1, 40).map(lambda size: Decimal(size) / 10)
sides = st.sampled_from(["BUY", "SELL"])


class Listener:
    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []

    def market_event(self, stream: str, event: dict[str, Any]) -> None:
        pass

    def user_event(self, event: dict[str, Any]) -> None:
        if event["e"] == "executionReport":
            self.reports.append(event)


class Exchange:
    """An engine with a clock of its own, and the actions the tests draw from."""

    def __init__(self) -> None:
        self.listener = Listener()
        self.clock = 1_000
        rules = [rules_for("BTC", "USD", Decimal("0.01"), Decimal("0.1"))]
        fees = Fees(Decimal(7), Decimal(13))
        self.engine = Engine(rules, fees, START, self.listener, refill=True, now=lambda: self.clock)
        self.book = self.engine.markets["BTCUSD"].book
        self.count = 0

    def place(self, side: str, kind: str, time_in_force: str, price: Decimal, size: Decimal) -> None:
        self.count += 1
        limit = Decimal(0) if kind == "MARKET" else price
        force = time_in_force if kind == "LIMIT" else "GTC"
        new = NewOrder(f"o{self.count}", "BTCUSD", side, kind, force, limit, size, Decimal(0))
        with suppress(VenueError):  # the balance does not suffice, or post-only would match
            self.engine.place(new)

    def cancel(self, which: int) -> None:
        orders = self.engine.records.open_orders()
        if orders:
            self.engine.cancel(orders[which % len(orders)], "cancel")

    def feed(self, middle: int, depths: list[int]) -> None:
        """The market moves: an uncrossed ladder around a middle, of the given sizes."""
        rows = [(Decimal(index), Decimal(size) / 10) for index, size in enumerate(depths, 1)]
        bids = [(middle - distance, size) for distance, size in rows]
        asks = [(middle + distance, size) for distance, size in rows]
        self.engine.apply_feed("BTCUSD", bids, asks, replace=True)

    def trade(self, price: Decimal, size: Decimal, buyer_is_maker: bool) -> None:
        self.engine.apply_trade("BTCUSD", price, size, buyer_is_maker)

    def sweep(self, side: str, size: Decimal, price: Decimal) -> None:
        self.engine.sweep("BTCUSD", side, size, price)

    def wait(self, milliseconds: int) -> None:
        self.clock += milliseconds
        self.engine.tick()


Action = Callable[[Exchange], None]


def action(name: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Action]:
    return st.tuples(*arguments).map(lambda values: lambda exchange: getattr(exchange, name)(*values))


kinds = st.sampled_from(["LIMIT", "LIMIT", "LIMIT_MAKER", "MARKET"])
forces = st.sampled_from(["GTC", "GTC", "IOC", "FOK"])
actions = st.lists(
    st.one_of(
        action("place", sides, kinds, forces, prices, sizes),
        action("cancel", st.integers(0, 20)),
        action("feed", st.integers(97, 103), st.lists(st.integers(0, 30), min_size=1, max_size=5)),
        action("trade", prices, sizes, st.booleans()),
        action("sweep", sides, sizes, prices),
        action("wait", st.integers(1, 2500)),
    ),
    min_size=1,
    max_size=40,
)


def run(steps: list[Action], check: Callable[[Exchange], None]) -> Exchange:
    exchange = Exchange()
    exchange.feed(100, [10, 20, 30])
    for step in steps:
        step(exchange)
        check(exchange)
    return exchange


def conserves(exchange: Exchange) -> None:
    """Balances are the start plus the fills; what is locked is what open orders reserve."""
    expected = dict(START)
    for fill in exchange.engine.records.fills:
        sign = 1 if fill.side == "BUY" else -1
        expected["BTC"] += sign * fill.quantity
        expected["USD"] -= sign * fill.price * fill.quantity + fill.commission
    account, open_orders = exchange.engine.account, exchange.engine.records.open_orders()
    for asset, paying_side in (("BTC", "SELL"), ("USD", "BUY")):
        held = account.balances[asset]
        locked = sum((order.locked for order in open_orders if order.side == paying_side), Decimal(0))
        assert held.free + held.locked == expected[asset]
        assert held.locked == locked
        assert held.free >= 0
    for order in open_orders:
        assert order.locked == account.reservation(order, order.remaining) > 0


def uncrossed(exchange: Exchange) -> None:
    bid, ask = exchange.book.bids.best(), exchange.book.asks.best()
    assert not bid or not ask or bid[0] < ask[0]


def levels_add_up(exchange: Exchange) -> None:
    """Every open order rests in the book with what remains of it; nothing was taken that was not there."""
    resting = {
        own.order_id: own
        for side in (exchange.book.bids, exchange.book.asks)
        for _, level in side
        for own in level.queue
    }
    assert {own.order_id: own.remaining for own in resting.values()} == {
        order.id: order.remaining for order in exchange.engine.records.open_orders()
    }
    for side in (exchange.book.bids, exchange.book.asks):
        assert side.resting_prices() == [price for price, level in side if level.queue]
        for _, level in side:
            assert 0 <= level.taken <= level.feed
            assert all(0 <= own.ahead <= level.available for own in level.queue)
            assert all(earlier.ahead <= later.ahead for earlier, later in pairwise(level.queue))


def in_order_of_price_and_time(exchange: Exchange) -> None:
    """A fill never passes an order of ours that had the better price, or the same price and came earlier."""
    records = exchange.engine.records
    filled = {report["i"] for report in exchange.listener.reports if report["x"] == "TRADE" and report["m"]}
    for order in (records.orders[order_id] for order_id in filled):
        better = operator.gt if order.side == "BUY" else operator.lt
        for other in records.open_orders():
            if other.side == order.side and other.id != order.id:
                assert not better(other.price, order.price)
                assert other.price != order.price or other.id > order.id
    exchange.listener.reports.clear()


@settings(max_examples=150, deadline=None)
@given(actions)
def test_balances_conserve(steps: list[Action]) -> None:
    run(steps, conserves)


@settings(max_examples=150, deadline=None)
@given(actions)
def test_nothing_stays_crossed(steps: list[Action]) -> None:
    run(steps, uncrossed)


@settings(max_examples=150, deadline=None)
@given(actions)
def test_the_book_holds_every_open_order(steps: list[Action]) -> None:
    run(steps, levels_add_up)


bids = st.integers(97, 99).map(Decimal)
resting = st.lists(action("place", st.just("BUY"), st.just("LIMIT"), st.just("GTC"), bids, sizes), min_size=3)
hits = st.lists(
    st.one_of(
        action("trade", bids, sizes, st.just(True)),
        action("sweep", st.just("SELL"), sizes, bids),
        action("feed", st.integers(94, 102), st.lists(st.integers(0, 9), min_size=1, max_size=3)),
    ),
    min_size=1,
)


@settings(max_examples=300, deadline=None)
@given(resting, hits)
def test_price_and_time_rule(orders: list[Action], attacks: list[Action]) -> None:
    """Many bids at few prices meet trades, other participants and a market that moves through them."""
    run([*orders, *attacks], in_order_of_price_and_time)


@settings(max_examples=100, deadline=None)
@given(actions, sides, sizes, prices)
def test_a_taker_gets_the_best_prices_there_are(steps: list[Action], side: str, size: Decimal, limit: Decimal) -> None:
    exchange = run(steps, lambda _: None)
    offered = [
        (price, level.available)
        for price, level in exchange.book.against(side)
        if exchange.book.against(side).reaches(price, limit) and level.available
    ]
    exchange.listener.reports.clear()
    exchange.place(side, "LIMIT", "IOC", limit, size)
    takes = [
        (Decimal(report["L"]), Decimal(report["l"])) for report in exchange.listener.reports if report["x"] == "TRADE"
    ]
    if not exchange.listener.reports:  # refused: balance
        return
    expected = []
    for price, available in offered:
        taken = min(size, available)
        if taken:
            expected.append((price, taken))
        size -= taken
    assert takes == expected
