"""Books without floats: ccxt reads prices and sizes of books as floats even when told to keep strings.

The sides below keep ccxt's layout, a sorted list of levels beside a sorted list of keys, with exact Decimals. A
level is ``[price, quantity, key, text]``. Levels are found by the text of their price; the sorted lists are
searched only to insert and to remove.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ccxt.async_support.base.ws.order_book import OrderBook
from ccxt.async_support.base.ws.order_book_side import OrderBookSide

Level = list[Any]
# The usual ways to say that a level is gone, told without reading a number.
_ZEROS = frozenset({"0", *(f"0.{'0' * decimals}" for decimals in range(1, 19))})


class ExactSide(OrderBookSide):
    """One side of a book, best level first."""

    def __init__(self, levels: Sequence[Sequence[Decimal]] = (), depth: int | None = None) -> None:
        self._known: dict[str, Level] = {}
        super().__init__(levels, depth)

    def storeArray(self, delta: Sequence[Decimal]) -> None:
        """Set or, with quantity zero, remove one level."""
        self.apply([[format(number, "f") for number in delta[:2]]])

    def apply(self, deltas: Sequence[Sequence[str]]) -> None:
        """Set or remove many levels, as the venue wrote them. Everything a feed sends passes here: no calls."""
        known, keys, negative = self._known, self._index, self.side
        for text, quantity in deltas:
            level = known.get(text)
            if level is None and not (text[-9:-8] == "." and text[-8:].isdigit()):
                text = _eight_decimals(text)
                level = known.get(text)
            if quantity not in _ZEROS and (size := Decimal(quantity)):
                if level is not None:
                    level[1] = size
                    continue
                price = Decimal(text)
                key = -price if negative else price
                known[text] = level = [price, size, key, text]
                at = bisect_left(keys, key)
                keys.insert(at, key)
                self.insert(at, level)
            elif level is not None:
                at = bisect_left(keys, level[2])
                del keys[at], self[at], known[text]

    def clear(self) -> None:
        super().clear()
        self._known.clear()

    def remove_index(self, level: Level) -> None:
        """Called for a level that falls off the end."""
        del self._known[level[3]]


class ExactBids(ExactSide):
    side = True


class ExactAsks(ExactSide):
    side = False


class LosslessBooks:
    """Mix into a ccxt client, before its class: book levels become exact Decimals, in snapshots and diffs."""

    def order_book(self, snapshot: dict[str, Any] | None = None, depth: int | None = None) -> OrderBook:
        given = snapshot or {}
        sides = {
            "bids": ExactBids(given.get("bids", []), depth),
            "asks": ExactAsks(given.get("asks", []), depth),
        }
        return OrderBook({**given, **sides}, depth)

    def handle_order_book_message(self, client: Any, message: dict[str, Any], book: OrderBook) -> OrderBook:
        book["asks"].apply(message["a"])
        book["bids"].apply(message["b"])
        book["nonce"], book["timestamp"] = message["u"], message["E"]
        return book

    def parse_order_book_bid_ask(
        self, level: Sequence[str], price_key: int = 0, amount_key: int = 1, count_key: int = 2
    ) -> list[Decimal]:
        return [Decimal(level[price_key]), Decimal(level[amount_key])]


def _eight_decimals(text: str) -> str:
    """The one spelling of a price: eight decimals, or as many as it needs when it needs more."""
    whole, _, fraction = format(Decimal(text), "f").partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(8, '0')}"
