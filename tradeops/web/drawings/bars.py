"""Bars on a scale of 0 to 100: meters, limits, zero-centred bars and sparklines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

WARN_AT = Decimal(80)
DANGER_AT = Decimal(95)
BudgetTone = Literal["", "warn", "danger"]
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of a bar: ``x`` and ``width`` are in hundredths of the bar, ready to print."""

    tone: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class LimitBar:
    """Used and reserved beside free, with how near the limit is: ``ok``, ``warn`` or ``danger``."""

    used: Rect
    reserved: Rect
    level: str


def share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """``part`` of ``whole`` in percent, kept within 0 and 100; a whole of nothing is full once used."""
    if whole <= 0:
        return Decimal(100 if part > 0 else 0)
    return min(Decimal(100), max(Decimal(0), Decimal(part) * 100 / Decimal(whole)))


def coordinate(value: Decimal | int) -> str:
    """A coordinate with one decimal and no needless zero."""
    text = f"{Decimal(value).quantize(_TENTH):f}"
    return text.removesuffix(".0")


def budget_tone(took: Decimal | int, budget: Decimal | int) -> BudgetTone:
    """The colour of a time against its budget, everywhere: none within it, amber above it, red above twice of it."""
    return "danger" if took > 2 * budget else "warn" if took > budget else ""


def level(percent: Decimal) -> str:
    """How near the limit a share is."""
    return "danger" if percent >= DANGER_AT else "warn" if percent >= WARN_AT else "ok"


def limit_bar(used: Decimal, reserved: Decimal, limit: Decimal) -> LimitBar:
    """What is used, then what live quotes reserve, of a limit. The level counts both."""
    taken = share(used, limit)
    both = share(used + reserved, limit)
    near = level(both)
    tone = {"ok": "accent", "warn": "warn", "danger": "danger"}[near]
    return LimitBar(
        used=Rect(tone, "0", coordinate(taken)),
        reserved=Rect("violet", coordinate(taken), coordinate(both - taken)),
        level=near,
    )


def centred(value: Decimal, largest: Decimal) -> Rect:
    """A bar that grows from the middle: right and ``up`` when positive, left and ``down`` when negative."""
    width = share(abs(value), largest) / 2
    return Rect("up" if value >= 0 else "down", coordinate(50 if value >= 0 else 50 - width), coordinate(width))


def sparkline(values: Sequence[Decimal], width: int = 64, height: int = 20) -> str:
    """The points of a polyline through ``values``, with two units of room above and below."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    spread = high - low or Decimal(1)
    step = Decimal(width) / (len(values) - 1)
    points = []
    for index, value in enumerate(values):
        y = Decimal(height - 2) - (value - low) * (height - 4) / spread
        points.append(f"{coordinate(index * step)},{coordinate(y)}")
    return " ".join(points)
