"""A recorded feed, played at its own pace or faster.

Lines of gzip files, ``<local nanoseconds> <JSON>``: depth differences and trades in the combined-stream
form of Binance spot, and a REST snapshot. The snapshot starts a book; differences up to its update id are
dropped, and those after it must join without a gap. After a gap the book is emptied until the next
snapshot. Ticker lines are not needed: the simulator publishes its own.
"""

import asyncio
import gzip
import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..book import Quotes
from ..engine import Engine
from ..filters import SymbolRules, rules_covering
from . import BadSource, Source, fees

VENUES = ("binance",)
FEES = fees("1", "2")
_QUOTES = ("USDT", "USDC", "FDUSD", "USD", "EUR", "BTC", "ETH")
_FILE_NAME = re.compile(r"([a-z0-9]+?)_\d{8}\.gz|([a-z0-9]+)\.gz")
_LINES_AT_ONCE = 200

logger = logging.getLogger(__name__)

Line = tuple[int, dict[str, Any]]


def load(path: Path, venues: tuple[str, ...], speed: Decimal) -> Source:
    """``path`` is one file or a folder; files of one symbol follow each other in order of name.

    ``speed`` 2 plays twice as fast as recorded, 0 as fast as possible. Raises BadSource.
    """
    paths = sorted(path.glob("*.gz")) if path.is_dir() else [path]
    files: dict[str, list[Path]] = defaultdict(list)
    for file in paths:
        named = _FILE_NAME.fullmatch(file.name.lower())
        if named is None:
            raise BadSource(f"{file}: expected a name such as btcusdt_20240808.gz")
        files[(named[1] or named[2]).upper()].append(file)
    if not files:
        raise BadSource(f"{path}: no .gz files")
    rules = [_rules(symbol, parts) for symbol, parts in files.items()]

    async def drive(engines: dict[str, Engine]) -> None:
        await asyncio.gather(*(_play(symbol, parts, list(engines.values()), speed) for symbol, parts in files.items()))

    return Source(dict.fromkeys(venues, rules), dict.fromkeys(venues, FEES), lambda *_: None, drive)


async def _play(symbol: str, files: list[Path], engines: list[Engine], speed: Decimal) -> None:
    loop = asyncio.get_running_loop()
    player = Player(symbol, engines)
    began, first = loop.time(), 0
    for number, (stamp, message) in enumerate(_lines(files)):
        first = first or stamp
        ahead = float(Decimal(stamp - first) / (speed * 10**9)) - (loop.time() - began) if speed else 0.0
        if ahead > 0:
            await asyncio.sleep(ahead)
        elif number % _LINES_AT_ONCE == 0:
            await asyncio.sleep(0)
        player.play(message)
    logger.info("The recording of %s has ended; its last book stays", symbol)


class Player:
    """Applies one symbol's messages to the engines, in sequence."""

    def __init__(self, symbol: str, engines: list[Engine]) -> None:
        self._symbol = symbol
        self._engines = engines
        self._last: int | None = None
        self._early: list[dict[str, Any]] = []

    def play(self, message: dict[str, Any]) -> None:
        if "lastUpdateId" in message:
            self._start(message)
            return
        event = message.get("data", message)
        kind = event.get("e")
        if kind == "depthUpdate":
            self._difference(event)
        elif kind == "trade":
            price, quantity = Decimal(event["p"]).normalize(), Decimal(event["q"])
            for engine in self._engines:
                engine.apply_trade(self._symbol, price, quantity, bool(event["m"]))

    def _start(self, snapshot: dict[str, Any]) -> None:
        self._last = int(snapshot["lastUpdateId"])
        self._apply(_quotes(snapshot["bids"]), _quotes(snapshot["asks"]), replace=True)
        early, self._early = self._early, []
        for event in early:
            self._difference(event)

    def _difference(self, event: dict[str, Any]) -> None:
        if self._last is None:
            self._early.append(event)
            return
        first, last = int(event["U"]), int(event["u"])
        if last <= self._last:
            return
        if first > self._last + 1:
            logger.warning("%s: gap in the recording after update %s", self._symbol, self._last)
            self._last, self._early = None, [event]
            self._apply([], [], replace=True)
            return
        self._last = last
        self._apply(_quotes(event["b"]), _quotes(event["a"]))

    def _apply(self, bids: Quotes, asks: Quotes, *, replace: bool = False) -> None:
        for engine in self._engines:
            engine.apply_feed(self._symbol, bids, asks, replace=replace)


def _lines(files: list[Path]) -> Iterator[Line]:
    for file in files:
        try:
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                for line in lines:
                    stamp, _, message = line.partition(" ")
                    yield int(stamp), json.loads(message)
        except (OSError, EOFError, ValueError) as error:
            raise BadSource(f"{file}: {error}") from error


def _rules(symbol: str, files: list[Path]) -> SymbolRules:
    """Grids on which the first snapshot lies."""
    quote = next((quote for quote in _QUOTES if symbol.endswith(quote) and symbol != quote), None)
    if quote is None:
        raise BadSource(f"{files[0]}: no quote currency in {symbol}")
    for _, message in _lines(files):
        if "lastUpdateId" in message:
            levels = _quotes(message["bids"]) + _quotes(message["asks"])
            prices, sizes = [price for price, _ in levels], [size for _, size in levels]
            return rules_covering(symbol.removesuffix(quote), quote, prices, sizes)
    raise BadSource(f"{files[0]}: no snapshot in the recording")


def _quotes(rows: list[list[str]]) -> Quotes:
    return [(Decimal(price).normalize(), Decimal(quantity)) for price, quantity, *_ in rows]
