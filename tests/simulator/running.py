"""A simulator on a port of its own: in a thread of this process, or as a process that can be killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.waiting import wait_for
from tradeops.simulator.config import Configuration
from tradeops.simulator.engine import Engine
from tradeops.simulator.filters import SymbolRules, rules_for
from tradeops.simulator.numbers import use_exact_arithmetic
from tradeops.simulator.server import Server
from tradeops.simulator.sources import Source, fees, still

SECRET = "a secret for tests"
Levels = list[tuple[Decimal, Decimal]]


class Address:
    """Plain HTTP to a running simulator, beside what ccxt offers."""

    port: int

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return json.load(answer, parse_float=Decimal)

    def control(self, venue: str, **command: Any) -> dict[str, Any]:
        """One control command; raises AssertionError with the venue's words when it is refused."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{venue}/_control",
            data=json.dumps(command).encode(),
            headers={"Content-Type": "application/json", "X-MBX-APIKEY": f"demo-{venue}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                state: dict[str, Any] = json.load(answer)
                return state
        except urllib.error.HTTPError as refused:
            raise AssertionError(refused.read().decode()) from refused

    def depth(self, venue: str, symbol: str, limit: int = 5000) -> tuple[Levels, Levels]:
        book = self.get(f"/{venue}/api/v3/depth?symbol={symbol}&limit={limit}")
        return levels(book["bids"]), levels(book["asks"])


def exact(*values: int | str | Decimal) -> tuple[Decimal, ...]:
    """Values to compare a level or a balance with."""
    return tuple(Decimal(value) for value in values)


def levels(rows: list[list[str]]) -> Levels:
    return [(Decimal(price), Decimal(quantity)) for price, quantity in rows]


class Simulator(Address):
    """A server in a thread. ``run`` calls into its engine between two steps of its loop."""

    def __init__(self, source: Source | None = None, **options: Any) -> None:
        configuration = Configuration(api_secret=SECRET, port=0, **options)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(configuration, source), daemon=True)
        self._thread.start()
        assert self._ready.wait(30), "the simulator did not start"
        self.port = self.server.port

    def engine(self, venue: str) -> Engine:
        return self.server.venues[venue].engine

    def run(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        async def inside() -> Any:
            return call(*arguments, **named)

        return asyncio.run_coroutine_threadsafe(inside(), self._loop).result(30)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.server.stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)

    def _serve(self, configuration: Configuration, source: Source | None) -> None:
        use_exact_arithmetic()
        asyncio.set_event_loop(self._loop)
        self.server = Server(configuration, source)
        self._loop.run_until_complete(self.server.start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.close()


class Process(Address):
    """A simulator as the product runs it: a process of its own."""

    def __init__(self, *arguments: str, data_dir: Path | None = None) -> None:
        environment = os.environ | {"VENUE_API_SECRET": SECRET, "PYTHONUNBUFFERED": "1"}
        for name in ("BOOKS", "DATA_DIR", "VENUE_API_KEY", "VENUE_FEES"):
            environment.pop(name, None)
        if data_dir is not None:
            environment["DATA_DIR"] = str(data_dir)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tradeops.simulator", "--port", "0", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert "http://" in line, f"the simulator did not start: {line!r}"
        self.port = int(line.rstrip("/\n").rpartition(":")[2])
        wait_for(lambda: self.get("/_venues"), what="the simulator")

    def end(self, how: signal.Signals) -> int:
        self._process.send_signal(how)
        status = self._process.wait(30)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return status


def fixed_books(
    books: dict[tuple[str, str, str], tuple[Levels, Levels]], *, tick: str = "0.01", lot: str = "0.00001"
) -> Source:
    """Books that stand still: (venue, base, quote) to (bids, asks), at venues that charge 5 and 10 bps."""
    symbols: dict[str, list[SymbolRules]] = {}
    for venue, base, quote in books:
        symbols.setdefault(venue, []).append(rules_for(base, quote, Decimal(tick), Decimal(lot)))

    def fill(venue: str, engine: Engine) -> None:
        for (owner, base, quote), (bids, asks) in books.items():
            if owner == venue:
                engine.apply_feed(base + quote, bids, asks)

    return Source(symbols, dict.fromkeys(symbols, fees("5", "10")), fill, still)


def ladder(first: str, step: str, count: int, quantity: str) -> Levels:
    """Levels of one size at even steps."""
    return [(Decimal(first) + Decimal(step) * index, Decimal(quantity)) for index in range(count)]


def small_book() -> Source:
    """One venue with one book: bids 99, 98, ... and asks 101, 102, ... of 1 BTC each."""
    book = (ladder("99", "-1", 20, "1"), ladder("101", "1", 20, "1"))
    return fixed_books({("alpha", "BTC", "USD"): book})
