"""One symbol at one venue: its book with update ids, its public trades and its market events."""

from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .book import Book, BookSide, Quotes
from .filters import SymbolRules
from .numbers import text

HEARTBEAT = 1000
"""Milliseconds after which a depth event goes out even when nothing changed."""


@dataclass(frozen=True)
class PublicTrade:
    id: int
    price: Decimal
    quantity: Decimal
    time: int
    buyer_is_maker: bool


class Market:
    """``update_id`` rises with every change of a level; depth events cover contiguous ranges of it."""

    def __init__(self, rules: SymbolRules, first_update_id: int) -> None:
        self.rules = rules
        self.book = Book()
        self.trades: deque[PublicTrade] = deque(maxlen=1000)
        self.update_id = first_update_id
        self._flushed_id = first_update_id
        self._flushed_at = 0
        self._ticker: tuple[object, object] = (None, None)

    @property
    def symbol(self) -> str:
        return self.rules.symbol

    def mid(self) -> Decimal | None:
        """The middle of the best prices; None while a side is empty."""
        bid, ask = self.book.bids.best(), self.book.asks.best()
        return (bid[0] + ask[0]) / 2 if bid and ask else None

    def apply_feed(self, bids: Quotes, asks: Quotes, *, replace: bool = False) -> None:
        """Set what the source shows at these prices; ``replace`` empties every other level first."""
        for side, quotes in ((self.book.bids, bids), (self.book.asks, asks)):
            if replace:
                _empty(side, keep={price for price, _ in quotes})
            for price, quantity in quotes:
                side.set_feed(price, quantity)
        self.update_id += max(1, len(bids) + len(asks))

    def touched(self) -> None:
        """Count a change of the book that did not come from the source."""
        self.update_id += 1

    def snapshot(self, limit: int) -> dict[str, Any]:
        return {
            "lastUpdateId": self.update_id,
            "bids": _rows(self.book.bids.depth(limit)),
            "asks": _rows(self.book.asks.depth(limit)),
        }

    def flush(self, now: int) -> dict[str, Any] | None:
        """The depth event for what changed since the last one; an empty one when the heartbeat is due."""
        if not self.book.changed and now - self._flushed_at < HEARTBEAT:
            return None
        bids, asks = self.book.bids.take_changes(), self.book.asks.take_changes()
        self.update_id = max(self.update_id, self._flushed_id + 1)
        first, self._flushed_id, self._flushed_at = self._flushed_id + 1, self.update_id, now
        return {
            "e": "depthUpdate",
            "E": now,
            "s": self.symbol,
            "U": first,
            "u": self._flushed_id,
            "b": _rows(bids),
            "a": _rows(asks),
        }

    def ticker_if_changed(self) -> dict[str, Any] | None:
        """The bookTicker event when best price or quantity changed since the last call."""
        best = (self.book.bids.best(), self.book.asks.best())
        if best == self._ticker:
            return None
        self._ticker = best
        (bid, bid_quantity), (ask, ask_quantity) = (side or (Decimal(0), Decimal(0)) for side in best)
        return {
            "u": self.update_id,
            "s": self.symbol,
            "b": text(bid),
            "B": text(bid_quantity),
            "a": text(ask),
            "A": text(ask_quantity),
        }


def _empty(side: BookSide, keep: set[Decimal]) -> None:
    for price in [price for price, level in side if level.feed and price not in keep]:
        side.set_feed(price, Decimal(0))


def _rows(quotes: Quotes) -> list[list[str]]:
    return [[text(price), text(quantity)] for price, quantity in quotes]
