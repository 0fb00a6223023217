"""The matching engine of one venue: the only writer of its books, orders and balances.

Every public method is one transaction that runs to its end without giving up the event loop: match, write
the journal, then tell the streams.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from . import errors, matching
from .account import Account, Fees
from .book import BookSide, Quotes
from .changes import Changes
from .entry import NewOrder
from .filters import SymbolRules
from .journal import Journal
from .market import Market, PublicTrade
from .numbers import ZERO
from .orders import Fill, Order
from .records import Records
from .reports import account_position, aggregate_trade_event, execution_report, trade_event

REFILL_AFTER = 2000
"""Milliseconds after which a consumed level shows its full quantity again."""


class Audience(Protocol):
    """Whoever hears of what happened."""

    def market_event(self, stream: str, event: dict[str, Any]) -> None: ...

    def user_event(self, event: dict[str, Any]) -> None: ...


class Engine:
    def __init__(
        self,
        rules: list[SymbolRules],
        fees: Fees,
        balances: Mapping[str, Decimal],
        audience: Audience,
        *,
        refill: bool,
        now: Callable[[], int],
        journal: Journal | None = None,
    ) -> None:
        self.fees = fees
        self.account = Account(fees, balances)
        self.records = Records()
        self.halted = False
        self.now = now
        self._audience = audience
        self._refill = refill
        self._taken: dict[tuple[str, bool, Decimal], int] = {}
        self._changes = Changes()
        self._journal = journal
        # Ids start at the clock, so they rise across restarts even when nothing was kept on disk.
        self.markets = {rule.symbol: Market(rule, now()) for rule in rules}
        self._order_id = self._trade_id = now()
        self._restore()

    def market(self, symbol: str) -> Market:
        """Raises -1121 for a symbol the venue does not list."""
        if symbol not in self.markets:
            raise errors.invalid_symbol()
        return self.markets[symbol]

    # Orders

    def place(self, new: NewOrder) -> Order:
        """Match and rest a new order; raises VenueError, having changed nothing, when it is refused."""
        market = self.market(new.symbol)
        if self.halted:
            raise errors.market_closed()
        if self.records.is_open(new.client_id):
            raise errors.duplicate_order()
        against = market.book.against(new.side)
        plan = matching.plan_taker(against, new.quantity, new.limit)
        if new.type == "LIMIT_MAKER" and (plan.takes or plan.prevented):
            raise errors.would_match()
        order = self._open_order(market, new, plan)
        if new.time_in_force != "FOK" or not plan.unfilled:
            for order_id in plan.prevented:
                self._end(self.records.orders[order_id], "EXPIRED_IN_MATCH", "TRADE_PREVENTION")
            for price, quantity in plan.takes:
                self._take(market, against, price, quantity)
                self._fill(market, order, price, quantity, maker=False)
        if order.open and (new.type == "MARKET" or new.time_in_force != "GTC"):
            self._end(order, "EXPIRED", "EXPIRED")
        elif order.open:
            market.book.side_of(order.side).join(order.price, order.id, order.remaining)
            market.touched()
        self._commit(market)
        return order

    def cancel(self, order: Order, cancel_id: str) -> None:
        """Raises -2011 when the order is not open any more."""
        if not order.open:
            raise errors.cancel_unknown()
        self._end(order, "CANCELED", "CANCELED", cancel_id)
        self._commit(self.markets[order.symbol])

    def set_balance(self, asset: str, free: Decimal) -> None:
        self.account.set_free(asset, free)
        self._commit()

    # The market

    def apply_feed(self, symbol: str, bids: Quotes, asks: Quotes, *, replace: bool = False) -> None:
        """Take over levels from the source; our orders that it crosses trade at their price."""
        market = self.markets[symbol]
        market.apply_feed(bids, asks, replace=replace)
        self._match_crossed(market)
        self._commit(market)

    def apply_trade(self, symbol: str, price: Decimal, quantity: Decimal, buyer_is_maker: bool) -> None:
        """A trade the source saw: our orders in the queue get their part of it."""
        market = self.markets[symbol]
        side = market.book.bids if buyer_is_maker else market.book.asks
        left = quantity
        for fill in [] if self.halted else matching.fills_of_print(side, price, quantity):
            self._fill_maker(market, side, fill)
            left -= fill.quantity
        if left:
            self._print(market, price, left, buyer_is_maker)
        self._commit(market)

    def sweep(self, symbol: str, taker_side: str, quantity: Decimal, limit: Decimal | None) -> Decimal:
        """Another participant takes ``quantity`` at ``limit`` or better; returns what traded."""
        market = self.markets[symbol]
        side = market.book.against(taker_side)
        traded = ZERO
        for price, amount in [] if self.halted else matching.plan_sweep(side, quantity, limit):
            left = amount
            for order_id, filled in side.level(price).print_trade(amount):
                self._fill_maker(market, side, matching.MakerFill(order_id, price, filled))
                left -= filled
            if left:
                self._take(market, side, price, left)
                self._print(market, price, left, side.buying)
            traded += amount
        self._commit(market)
        return traded

    def tick(self) -> None:
        """Refill consumed levels that are due."""
        due = self.now() - REFILL_AFTER
        for key in [key for key, taken_at in self._taken.items() if taken_at <= due]:
            del self._taken[key]
            symbol, buying, price = key
            market = self.markets[symbol]
            side = market.book.bids if buying else market.book.asks
            if price in side.levels:
                side.level(price).refill()
                market.touched()
                self._match_crossed(market)
                self._commit(market)

    def resume(self) -> None:
        self.halted = False
        for market in self.markets.values():
            self._match_crossed(market)
            self._commit(market)

    # Steps of a transaction

    def _open_order(self, market: Market, new: NewOrder, plan: matching.TakerPlan) -> Order:
        now = self.now()
        order = Order(
            id=self._order_id + 1,
            client_id=new.client_id,
            symbol=new.symbol,
            side=new.side,
            type=new.type,
            time_in_force=new.time_in_force,
            price=new.price,
            quantity=new.quantity,
            quote_quantity=new.quote_quantity,
            created_at=now,
            updated_at=now,
        )
        self.account.lock(order, self._paid_asset(market, order), self._reservation(order, plan))
        self._order_id += 1
        self.records.add_order(order)
        self._report(order, "NEW")
        return order

    def _reservation(self, order: Order, plan: matching.TakerPlan) -> Decimal:
        if order.type == "MARKET" and order.side == "BUY":
            return plan.cost + self.fees.reserve(plan.cost)
        return self.account.reservation(order, order.quantity)

    def _fill(self, market: Market, order: Order, price: Decimal, quantity: Decimal, *, maker: bool) -> None:
        notional = price * quantity
        commission = self.fees.commission(notional, maker)
        paid, received = (notional + commission, quantity) if order.side == "BUY" else (quantity, notional - commission)
        self.account.settle(order, market.rules.base, market.rules.quote, paid, received)
        order.executed += quantity
        order.quote_executed += notional
        order.status = "PARTIALLY_FILLED" if order.remaining else "FILLED"
        order.updated_at = self.now()
        buyer_is_maker = (order.side == "BUY") == maker
        trade = self._print(market, price, quantity, buyer_is_maker)
        fill = Fill(
            trade.id, order.id, order.symbol, order.side, price, quantity, notional, commission,
            market.rules.quote, trade.time, maker,
        )  # fmt: skip
        self.records.add_fill(fill)
        self._changes.fills.append(fill)
        self._free_excess(market, order)
        self._report(order, "TRADE", fill)
        self.records.update(order)

    def _free_excess(self, market: Market, order: Order) -> None:
        """A fill better than the limit, and the end of an order, need less than was reserved."""
        needed = ZERO
        if order.open:
            if order.type == "MARKET":
                return
            needed = self.account.reservation(order, order.remaining)
        self.account.release(order, self._paid_asset(market, order), order.locked - needed)

    def _fill_maker(self, market: Market, side: BookSide, fill: matching.MakerFill) -> None:
        side.fill(fill.price, fill.order_id, fill.quantity)
        market.touched()
        self._fill(market, self.records.orders[fill.order_id], fill.price, fill.quantity, maker=True)

    def _match_crossed(self, market: Market) -> None:
        for order_side in () if self.halted else ("BUY", "SELL"):
            while crossed := matching.next_cross(market.book, order_side):
                fill, taken_price = crossed
                self._take(market, market.book.against(order_side), taken_price, fill.quantity)
                self._fill_maker(market, market.book.side_of(order_side), fill)

    def _take(self, market: Market, side: BookSide, price: Decimal, quantity: Decimal) -> None:
        side.take(price, quantity)
        market.touched()
        if self._refill:
            self._taken[(market.symbol, side.buying, price)] = self.now()

    def _end(self, order: Order, status: str, kind: str, cancel_id: str = "") -> None:
        market = self.markets[order.symbol]
        side = market.book.side_of(order.side)
        if order.price in side.levels:
            side.leave(order.price, order.id)
            market.touched()
        order.status = status
        order.updated_at = self.now()
        self.records.update(order)
        self._free_excess(market, order)
        self._report(order, kind, cancel_id=cancel_id)

    def _paid_asset(self, market: Market, order: Order) -> str:
        return market.rules.quote if order.side == "BUY" else market.rules.base

    def _print(self, market: Market, price: Decimal, quantity: Decimal, buyer_is_maker: bool) -> PublicTrade:
        self._trade_id += 1
        trade = PublicTrade(self._trade_id, price, quantity, self.now(), buyer_is_maker)
        market.trades.append(trade)
        self._changes.trades.append((market, trade))
        return trade

    def _report(self, order: Order, kind: str, fill: Fill | None = None, cancel_id: str = "") -> None:
        self._changes.orders[order.id] = order
        self._changes.reports.append(execution_report(order, kind, self.now(), fill=fill, cancel_id=cancel_id))

    def _commit(self, *touched: Market) -> None:
        changes, self._changes = self._changes, Changes()
        assets = self.account.take_changed()
        if self._journal and (changes.orders or changes.fills or assets):
            held = {asset: self.account.balances[asset] for asset in assets}
            self._journal.append(changes.orders.values(), changes.fills, held)
        for market, trade in changes.trades:
            name = market.symbol.lower()
            self._audience.market_event(f"{name}@trade", trade_event(market.symbol, trade))
            self._audience.market_event(f"{name}@aggTrade", aggregate_trade_event(market.symbol, trade))
        for report in changes.reports:
            self._audience.user_event(report)
        if assets:
            self._audience.user_event(account_position(self.account, assets, self.now()))
        for market in touched:
            if ticker := market.ticker_if_changed():
                self._audience.market_event(f"{market.symbol.lower()}@bookTicker", ticker)

    def _restore(self) -> None:
        if self._journal is None:
            return
        memory = self._journal.memory
        for order in memory.orders.values():
            self.records.add_order(order)
        for fill in memory.fills.values():
            self.records.add_fill(fill)
        self.account.balances.update(memory.balances)
        self._order_id = max(self._order_id, *memory.orders, 0)
        self._trade_id = max(self._trade_id, *memory.fills, 0)
        for order in self.records.open_orders():
            if order.symbol in self.markets:
                side = self.markets[order.symbol].book.side_of(order.side)
                side.join(order.price, order.id, order.remaining)
