"""Whether a venue's book makes sense, and how much of it travels."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tradeops.marketdata.types import Level

# Kept even when the first level alone is enough, so that people see a book.
FEWEST_LEVELS = 20


def hedgeable(levels: Sequence[Sequence[Decimal]], size: Decimal, *, fewest: int = FEWEST_LEVELS) -> tuple[Level, ...]:
    """The best levels, given with price and quantity first, until their quantities reach ``size``.

    At least ``fewest`` of them. A sweep of up to ``size`` base never looks further, so it costs the same before and
    after the cut.
    """
    kept = 0
    total = Decimal(0)
    for level in levels:
        if total >= size and kept >= fewest:
            break
        kept += 1
        total += level[1]
    return tuple([Level(level[0], level[1]) for level in levels[:kept]])


def crossed(bids: Sequence[Sequence[Decimal]], asks: Sequence[Sequence[Decimal]]) -> bool:
    """Whether one venue bids more than it offers, which no venue does: something was missed. Locked is fine."""
    return bool(bids and asks) and bids[0][0] > asks[0][0]
