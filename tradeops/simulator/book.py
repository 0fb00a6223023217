"""The order book of one symbol: two sides of levels in price order, with the changes not yet published."""

from collections.abc import Iterator
from decimal import Decimal

from sortedcontainers import SortedDict

from .numbers import ZERO
from .overlay import Level

Quotes = list[tuple[Decimal, Decimal]]


class BookSide:
    """Levels of one side; ``buying`` is true for bids. Iterates from the best price outwards."""

    def __init__(self, buying: bool) -> None:
        self.buying = buying
        self.levels: SortedDict[Decimal, Level] = SortedDict()
        self.changed: set[Decimal] = set()
        self._own_prices: set[Decimal] = set()

    def __iter__(self) -> Iterator[tuple[Decimal, Level]]:
        prices = reversed(self.levels) if self.buying else iter(self.levels)
        return ((price, self.levels[price]) for price in prices)

    def reaches(self, price: Decimal, limit: Decimal | None) -> bool:
        """Whether a taker against this side, willing to trade at ``limit`` or better, trades at ``price``."""
        if limit is None:
            return True
        return price >= limit if self.buying else price <= limit

    def best(self) -> tuple[Decimal, Decimal] | None:
        """The best price with its published quantity."""
        return next(((price, level.published) for price, level in self if level.published), None)

    def best_available(self, limit: Decimal | None) -> tuple[Decimal, Level] | None:
        """The best level where the market itself offers something at ``limit`` or better."""
        for price, level in self:
            if not self.reaches(price, limit):
                return None
            if level.available:
                return price, level
        return None

    def level(self, price: Decimal) -> Level:
        """The level at a price, made when missing, marked as changed."""
        self.changed.add(price)
        found = self.levels.get(price)
        if found is None:
            found = self.levels[price] = Level()
        return found

    def prune(self, price: Decimal) -> None:
        """Forget a level that holds nothing."""
        level = self.levels.get(price)
        if level is not None and level.empty:
            del self.levels[price]

    def set_feed(self, price: Decimal, quantity: Decimal) -> None:
        self.level(price).set_feed(quantity)
        self.prune(price)

    def take(self, price: Decimal, quantity: Decimal) -> None:
        self.level(price).take(quantity)

    def join(self, price: Decimal, order_id: int, quantity: Decimal) -> None:
        """Queue one of our orders at a price."""
        self.level(price).join(order_id, quantity)
        self._own_prices.add(price)

    def fill(self, price: Decimal, order_id: int, quantity: Decimal) -> None:
        """Reduce one of our queued orders by a fill."""
        self.level(price).fill(order_id, quantity)
        self._drop_emptied(price)

    def leave(self, price: Decimal, order_id: int) -> None:
        """Take one of our orders out of the queue."""
        self.level(price).leave(order_id)
        self._drop_emptied(price)

    def resting_prices(self) -> list[Decimal]:
        """Prices where our orders rest, best first."""
        return sorted(self._own_prices, reverse=self.buying)

    def take_changes(self) -> Quotes:
        """Changed prices with the quantity published now (zero: gone); clears the changes."""
        changes = []
        for price in sorted(self.changed, reverse=self.buying):
            level = self.levels.get(price)
            changes.append((price, level.published if level else ZERO))
        self.changed.clear()
        return changes

    def _drop_emptied(self, price: Decimal) -> None:
        if not self.levels[price].queue:
            self._own_prices.discard(price)
        self.prune(price)

    def depth(self, limit: int) -> Quotes:
        rows: Quotes = []
        for price, level in self:
            if len(rows) == limit:
                break
            if quantity := level.published:
                rows.append((price, quantity))
        return rows


class Book:
    def __init__(self) -> None:
        self.bids = BookSide(buying=True)
        self.asks = BookSide(buying=False)

    def side_of(self, order_side: str) -> BookSide:
        """Where an order of this side rests."""
        return self.bids if order_side == "BUY" else self.asks

    def against(self, order_side: str) -> BookSide:
        """What an order of this side takes from."""
        return self.asks if order_side == "BUY" else self.bids

    @property
    def changed(self) -> bool:
        return bool(self.bids.changed or self.asks.changed)
