"""Reading the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, QuerySet

from tradeops.journal.models import Delivery, Event, Position
from tradeops.journal.records import COLUMNS, Placed, placed
from tradeops.journal.types import EventRecord, Subject

_AFTER = f"""
SELECT p.position, {COLUMNS} FROM journal_position p JOIN journal_event e ON e.id = p.event_id
WHERE p.position > %s ORDER BY p.position LIMIT %s
"""  # noqa: S608 - a constant
# Everything before the last position's transaction has one: the rest is looked at alone.
_UNPOSITIONED = """
SELECT count(*) FROM journal_event e
WHERE e.transaction >= coalesce((
        SELECT last.transaction FROM journal_position p JOIN journal_event last ON last.id = p.event_id
        ORDER BY p.position DESC LIMIT 1
    ), '0'::xid8)
    AND NOT EXISTS (SELECT 1 FROM journal_position p WHERE p.event_id = e.id)
"""


def after(position: int, *, limit: int) -> list[Placed]:
    """The events that follow ``position`` in the gapless order, with their positions."""
    with connection.cursor() as cursor:
        cursor.execute(_AFTER, [position, limit])
        return [placed(values) for values in cursor.fetchall()]


def last_position() -> int:
    """The highest position given so far; 0 in an empty journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM journal_position")
        last: int = cursor.fetchone()[0]
    return last


def last_event_at() -> datetime | None:
    """When the newest event happened; None in an empty journal."""
    return Event.objects.order_by("-id").values_list("occurred_at", flat=True).first()


def unpositioned() -> int:
    """How many committed events have no position yet."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPOSITIONED)
        count: int = cursor.fetchone()[0]
    return count


def of_subjects(subjects: Sequence[Subject]) -> list[EventRecord]:
    """Every event of these subjects in the order in which they happened."""
    if not subjects:
        return []
    by_kind: dict[str, list[UUID]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    rows = Event.objects.none()
    for kind, ids in by_kind.items():
        rows = rows | Event.objects.filter(subject_kind=kind, subject_id__in=ids)
    return [row.record() for row in rows.order_by("occurred_at", "id")]


def deliveries_of(event_ids: Sequence[int]) -> list[Delivery]:
    """What was owed for these events, oldest first."""
    return list(Delivery.objects.filter(event_id__in=event_ids).order_by("id"))


def deliveries(*states: str) -> QuerySet[Delivery]:
    """Deliveries in these states, with their events; all of them when none is named."""
    rows = Delivery.objects.select_related("event")
    return rows.filter(state__in=states) if states else rows


def delivery(delivery_id: int) -> Delivery | None:
    """One delivery with its event."""
    return Delivery.objects.select_related("event").filter(pk=delivery_id).first()


def dead_letters(limit: int = 100) -> list[Delivery]:
    """Deliveries that a person has to look at, oldest first."""
    rows = Delivery.objects.filter(state=Delivery.State.DEAD).select_related("event")
    return list(rows.order_by("id")[:limit])


def open_deliveries(limit: int = 100) -> list[Delivery]:
    """Deliveries not yet carried out, oldest first."""
    rows = Delivery.objects.filter(state__in=Delivery.OPEN).select_related("event")
    return list(rows.order_by("id")[:limit])


def oldest_open_by_queue() -> dict[str, tuple[int, datetime]]:
    """Per queue: how many deliveries are open and when the oldest was created."""
    rows = Delivery.objects.filter(state__in=Delivery.OPEN).values("queue")
    return {row["queue"]: (row["n"], row["oldest"]) for row in rows.annotate(n=Count("id"), oldest=Min("created_at"))}


def positions_of(event_ids: Sequence[int]) -> dict[int, int]:
    """The place of each of these events in the gapless order; one that has none yet is missing."""
    return dict(Position.objects.filter(event_id__in=event_ids).values_list("event_id", "position"))
