"""What a sweep costs the desk against the exact optimum, and how long both take, over four books of 1,000 levels.

The peer sorts every level of every venue by its price with fees, in rational numbers, and takes from the top.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

from tests.marketdata.slow_sweep import exhaustive_cost
from tradeops.marketdata.sweep import sweep
from tradeops.marketdata.types import Book, BookState, Level

VENUES = {"alpha": "2", "bravo": "4", "charlie": "6", "delta": "3.5"}
LEVELS, SIZES = 1000, 40


def run() -> dict[str, object]:
    """Cost over optimum (worst of all), and microseconds a sweep (medians)."""
    dice = random.Random(7)
    books = [_book(dice, venue) for venue in VENUES]
    fees = {venue: Decimal(bps) for venue, bps in VENUES.items()}
    ours, peer, ratios = [], [], []
    for _ in range(SIZES):
        size, side = Decimal(dice.randrange(1, 3000)) / 10, dice.choice(("BUY", "SELL"))
        took, swept = _timed(lambda side=side, size=size: sweep(side=side, books=books, taker_bps=fees, quantity=size))
        ours.append(took)
        took, optimum = _timed(lambda side=side, size=size: exhaustive_cost(side, size, books, fees))
        peer.append(took)
        ratios.append(Fraction(swept.all_in) / optimum)
    worst = max(abs(ratio - 1) for ratio in ratios)
    mine, theirs = statistics.median(ours), statistics.median(peer)
    return {
        "bench": "sweep",
        "unit": "us",
        "cost_off_optimum": str(worst),
        "ours": round(mine),
        "exhaustive": round(theirs),
        "ratio": round(mine / theirs, 4),
    }


def _timed(work: Callable):
    started = time.perf_counter_ns()
    result = work()
    return (time.perf_counter_ns() - started) / 1000, result


def _book(dice: random.Random, venue: str) -> Book:
    middle = 60_000 + dice.randrange(-20, 20)
    now = datetime.now(UTC)
    bids, asks = (
        tuple(
            Level(Decimal(middle) + sign * Decimal(n + 1) / 4, Decimal(dice.randrange(1, 40000)) / 100_000)
            for n in range(LEVELS)
        )
        for sign in (-1, 1)
    )
    return Book(venue, "BTC-USD", Decimal("0.01"), Decimal("0.00001"), 1, BookState.VALID, bids, asks, now, now)


if __name__ == "__main__":
    print(json.dumps(run()))
