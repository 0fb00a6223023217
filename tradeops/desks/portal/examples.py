"""Amounts to show how one may be typed: each would be accepted for its instrument."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from tradeops.kernel.money import EXACT
from tradeops.web.formatting import quantity

_SUFFIXES = ((6, "m"), (3, "k"))


def examples(least: Decimal, most: Decimal) -> tuple[str, ...]:
    """Two round amounts within the bounds, some way below the largest: ``30k``, ``300k``; fewer in narrow bounds."""
    wanted = (_round(EXACT.divide(most, Decimal(part))) for part in (300, 30))
    return tuple(dict.fromkeys(_typed(amount) for amount in wanted if least <= amount <= most))


def _round(amount: Decimal) -> Decimal:
    """One digit and zeros."""
    step = Decimal(1).scaleb(amount.adjusted())
    return amount.quantize(step, rounding=ROUND_DOWN, context=EXACT)


def _typed(amount: Decimal) -> str:
    for power, suffix in _SUFFIXES:
        if amount.adjusted() >= power:
            return f"{quantity(amount.scaleb(-power), 0)}{suffix}"
    return quantity(amount, 0)
