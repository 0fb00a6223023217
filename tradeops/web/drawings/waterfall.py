"""The explainable price: every term of a quote as a step from the reference price to the price."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tradeops.web.drawings.bars import Rect, coordinate

TermKind = Literal["cover", "charge", "rounding"]


@dataclass(frozen=True, slots=True)
class Term:
    """One step: ``bps`` of the reference price and ``amount`` in quote currency per one base."""

    label: str
    bps: Decimal
    amount: Decimal
    kind: TermKind = "charge"


@dataclass(frozen=True, slots=True)
class Row:
    term: Term
    rect: Rect
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    rows: tuple[Row, ...]
    zero: str


def layout(terms: Iterable[Term], total_label: str, side: Literal["bid", "offer"]) -> Waterfall:
    """Steps and their total on one scale from the lowest to the highest level reached, zero included."""
    listed = tuple(terms)
    levels = _levels(listed)
    low, high = min(levels), max(levels)
    scale = Decimal(100) / (high - low) if high > low else Decimal(0)

    def rect(tone: str, start: Decimal, end: Decimal) -> Rect:
        left, right = sorted((start, end))
        return Rect(tone, coordinate((left - low) * scale), coordinate((right - left) * scale))

    rows = [Row(term, rect(_tone(term, side), levels[at], levels[at + 1])) for at, term in enumerate(listed)]
    amounts = sum((term.amount for term in listed), Decimal(0))
    total = Term(total_label, levels[-1], amounts)
    rows.append(Row(total, rect("up" if side == "bid" else "down", Decimal(0), levels[-1]), is_total=True))
    return Waterfall(tuple(rows), coordinate(-low * scale))


def _levels(terms: Sequence[Term]) -> list[Decimal]:
    levels = [Decimal(0)]
    for term in terms:
        levels.append(levels[-1] + term.bps)
    return levels


def _tone(term: Term, side: str) -> str:
    if term.kind == "rounding":
        return "queue"
    if term.kind == "cover":
        return "accent-2"
    better_for_client = term.bps < 0 if side == "offer" else term.bps > 0
    return ("up" if side == "offer" else "down") if better_for_client else "accent"
