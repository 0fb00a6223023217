"""What came of the errands: outcomes, codes, times."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

REMEMBERED = 20  # of things that should not have happened: enough to look into


@dataclass(slots=True)
class Tally:
    """Filled while the clients are at work.

    ``asked``: errands begun. ``retries``: answers after which the same call was made again (503, 429, a lost
    connection), by code. ``wrong``: what no client should see. ``trades``: trade ids by client order id. Times are in
    milliseconds from the moment the call was due, repeats included.
    """

    asked: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    retries: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    wrongs: int = 0
    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    trades: dict[str, str] = field(default_factory=dict)

    def blame(self, what: str) -> None:
        """Note something that should not have happened."""
        self.wrongs += 1
        if len(self.wrong) < REMEMBERED:
            self.wrong.append(what)

    def percentiles(self) -> dict[str, dict[str, float]]:
        """Count, p50, p95 and p99 of every kind of time."""
        return {name: summary(values) for name, values in sorted(self.times.items())}


def summary(values: Sequence[float]) -> dict[str, float]:
    """Count and nearest-rank percentiles."""
    ordered = sorted(values)
    ranks = {f"p{percent}": ordered[math.ceil(percent * len(ordered) / 100) - 1] for percent in (50, 95, 99)}
    return {"count": len(ordered), **{name: round(value, 1) for name, value in ranks.items()}}
