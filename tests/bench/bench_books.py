"""Book levels a second: our lossless books against ccxt's float books, on a recorded session of Binance.

Both sides are ccxt's own handling of the same messages, parsed beforehand; ours has the parsing of levels
replaced. Sides take turns, so that what else the machine does meets both. Then what a publication costs:
cutting, encoding and decoding the book as it stood at the end.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt.pro

ROUNDS = 5
RECORDING = Path(__file__).resolve().parents[3] / "shared/data/market/binance-spot"


def run() -> dict[str, object]:
    """Median levels a second for each side, their ratio, and microseconds a published book."""
    from tradeops.connectivity.client import BinanceClient

    if not RECORDING.exists():
        return {"bench": "books", "skipped": "the recorded feed is absent"}
    session = _session()
    rates: dict[str, list[float]] = {"ours": [], "ccxt": []}
    book: Any = None
    for _ in range(ROUNDS):
        for side, kind in (("ours", BinanceClient), ("ccxt", ccxt.pro.binance)):
            rate, last = asyncio.run(_replay(kind({}), session))
            rates[side].append(rate)
            book = last if side == "ours" else book
    ours, theirs = statistics.median(rates["ours"]), statistics.median(rates["ccxt"])
    figures: dict[str, object] = {"bench": "books", "unit": "levels/s", "ours": round(ours), "ccxt": round(theirs)}
    return figures | {"ratio": round(ours / theirs, 2)} | _publication(book)


def _session() -> list[dict[str, Any]]:
    from tests.marketdata.recording import messages

    paths = [RECORDING / f"btcusdt_{day}.gz" for day in ("20240808", "20240809")]
    return [
        message.get("data", message)
        for message in messages(*paths)
        if "lastUpdateId" in message or message["stream"].endswith("@depth@100ms")
    ]


async def _replay(exchange: Any, session: list[dict[str, Any]]) -> tuple[float, Any]:
    from tests.marketdata.recording import Replay

    replay = Replay(exchange, "BTCUSDT", "BTC/USDT")
    levels = 0
    started = time.process_time()
    for message in session:
        if "lastUpdateId" in message:
            await replay.snapshot(message)
            levels += len(message["bids"]) + len(message["asks"])
        else:
            replay.diff(message)
            levels += len(message["b"]) + len(message["a"])
    elapsed = time.process_time() - started
    await exchange.close()
    return levels / elapsed, replay.book


def _publication(live: Any) -> dict[str, object]:
    """Microseconds to cut and encode, and to decode, and the size, beside the same book as JSON."""
    from tradeops.marketdata.codec import decode, encode
    from tradeops.marketdata.depth import hedgeable
    from tradeops.marketdata.types import Book, BookState, Level

    def side(name: str) -> tuple[Level, ...]:
        return hedgeable(live[name], Decimal(50))

    def cut() -> Book:
        return Book(
            venue="alpha",
            symbol="BTC-USDT",
            tick=Decimal("0.01"),
            lot=Decimal("0.00001"),
            sequence=live["nonce"],
            state=BookState.VALID,
            bids=side("bids"),
            asks=side("asks"),
            event_at=None,
            received_at=datetime.now(UTC),
        )

    book = cut()
    data = encode(book)
    text = json.dumps({side: [[str(p), str(q)] for p, q in getattr(book, side)] for side in ("bids", "asks")})
    return {
        "levels": len(book.bids) + len(book.asks),
        "encode_us": _microseconds(lambda: encode(cut())),
        "decode_us": _microseconds(lambda: decode(data)),
        "bytes": len(data),
        "json_bytes": len(text),
        "json_decode_us": _microseconds(
            lambda: [[Decimal(p), Decimal(q)] for side in json.loads(text).values() for p, q in side]
        ),
    }


def _microseconds(work: Any, times: int = 200) -> int:
    samples = []
    for _ in range(times):
        started = time.perf_counter_ns()
        work()
        samples.append(time.perf_counter_ns() - started)
    return round(statistics.median(samples) / 1000)


if __name__ == "__main__":
    print(json.dumps(run()))
