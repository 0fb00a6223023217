"""Playing a recorded session of Binance into a ccxt client, without a network."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def messages(*paths: Path) -> Iterator[dict[str, Any]]:
    """The JSON of each line, in order, without the local time stamp before it."""
    for path in paths:
        with gzip.open(path, "rt") as lines:
            for line in lines:
                yield json.loads(line[line.index(" ") :])


class Replay:
    """Feeds depth messages to ``exchange`` the way its socket does, and its snapshot the way REST does."""

    def __init__(self, exchange: Any, venue_symbol: str, symbol: str) -> None:
        self.exchange, self.symbol = exchange, symbol
        self._socket = exchange.client(exchange.urls["api"]["ws"]["spot"] + "/0")
        base, quote = symbol.split("/")
        exchange.set_markets(
            [
                exchange.safe_market_structure(
                    {"id": venue_symbol, "symbol": symbol, "base": base, "quote": quote, "type": "spot", "spot": True}
                )
            ]
        )
        exchange.orderbooks[symbol] = exchange.order_book({}, 1000)

    @property
    def book(self) -> Any:
        return self.exchange.orderbooks[self.symbol]

    async def snapshot(self, answer: dict[str, Any]) -> None:
        async def depth(parameters: dict[str, Any]) -> dict[str, Any]:
            return answer

        self.exchange.publicGetDepth = depth
        subscription = {"symbol": self.symbol, "type": "spot", "params": {}}
        await self.exchange.fetch_order_book_snapshot(self._socket, {}, subscription)

    def diff(self, event: dict[str, Any]) -> None:
        self.exchange.handle_order_book(self._socket, event)
