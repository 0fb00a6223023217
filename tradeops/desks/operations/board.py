"""The settlement board: every leg by value date, with who has to act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal
from uuid import UUID

from tradeops.access.types import ApprovalSpec

Due = Literal["overdue", "today", "later"]
Show = Literal["open", "overdue", "today", "settled"]
SHOWN: tuple[Show, ...] = ("open", "overdue", "today", "settled")
LIMIT = 200


@dataclass(frozen=True, slots=True)
class LegRow:
    """``pending`` is the request to settle it that waits for a second person."""

    leg: Any
    due: Due
    pending: ApprovalSpec | None


@dataclass(frozen=True, slots=True)
class Day:
    """The legs of one value date."""

    value_date: date
    due: Due
    rows: tuple[LegRow, ...]


def due(value_date: date, today: date) -> Due:
    """How a value date stands today."""
    return "overdue" if value_date < today else "today" if value_date == today else "later"


def narrowed(legs: Any, show: Show, today: date) -> Any:
    """What is to be shown of all obligations: open ones by value date, settled ones newest first."""
    if show == "settled":
        return legs.filter(state="SETTLED").order_by("-settled_at", "-id")[:LIMIT]
    rows = legs.filter(state="OPEN")
    if show == "overdue":
        rows = rows.filter(value_date__lt=today)
    if show == "today":
        rows = rows.filter(value_date=today)
    return rows.order_by("value_date", "counterparty__name", "trade_id", "-direction")[:LIMIT]


def days(legs: Iterable[Any], pending: Mapping[UUID, ApprovalSpec], today: date) -> list[Day]:
    """Legs grouped by value date, in the order in which they come."""
    return [
        Day(value_date, due(value_date, today), tuple(_row(leg, pending, today) for leg in members))
        for value_date, members in groupby(legs, key=lambda leg: leg.value_date)
    ]


def _row(leg: Any, pending: Mapping[UUID, ApprovalSpec], today: date) -> LegRow:
    return LegRow(leg, due(leg.value_date, today), pending.get(leg.pk))
