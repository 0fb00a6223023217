"""Who is alive: processes by their own word, queues by a task that came through them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DateTimeField, Func
from django.db.models.functions import Greatest

from tradeops.journal.queues import QUEUES
from tradeops.journal.selectors import oldest_open_by_queue
from tradeops.kernel.clock import database_now
from tradeops.kernel.columns import ClockTimestamp
from tradeops.operations.models import Heartbeat, ScheduledRun
from tradeops.operations.stages import milliseconds
from tradeops.operations.types import ProcessState, QueueState

FRESH_MS = 15_000
QUEUE_PREFIX = "queue:"


class _ServerStart(Func):
    """When PostgreSQL started."""

    template = "pg_postmaster_start_time()"
    output_field = DateTimeField()


def processes() -> list[ProcessState]:
    """Every kind of process that has given a sign of life lately, by name."""
    now = database_now()
    kinds: dict[str, list[Heartbeat]] = {}
    for row in Heartbeat.objects.exclude(process__startswith=QUEUE_PREFIX).order_by("process", "-beat_at"):
        kinds.setdefault(row.process, []).append(row)
    return [_state(name, rows, now) for name, rows in kinds.items()]


def queues() -> list[QueueState]:
    """Every queue: what waits in it and when something last came through."""
    now = database_now()
    waiting = oldest_open_by_queue()
    beats = {
        row.process.removeprefix(QUEUE_PREFIX): row
        for row in Heartbeat.objects.filter(process__startswith=QUEUE_PREFIX).order_by("beat_at")
    }
    states = []
    for name in QUEUES:
        depth, oldest = waiting.get(name, (0, None))
        beat = beats.get(name)
        states.append(
            QueueState(
                name=name,
                depth=depth,
                oldest_ms=milliseconds(now - oldest) if oldest else None,
                heartbeat_ms=milliseconds(now - beat.beat_at) if beat else None,
                lag_ms=beat.detail.get("lag_ms") if beat else None,
            )
        )
    return states


def fresh(process: str) -> bool:
    """Whether any process of that name gave a sign of life within the last 15 seconds, and since the database started.

    What was told to a server that has ended was told by processes that may have ended with it.
    """
    lately = Greatest(ClockTimestamp() - timedelta(milliseconds=FRESH_MS), _ServerStart())
    return Heartbeat.objects.filter(process=process, beat_at__gt=lately).exists()


def latest_runs() -> list[ScheduledRun]:
    """The newest run of each entry of the calendar, by name."""
    return list(ScheduledRun.objects.order_by("name", "-started_at").distinct("name"))


def _state(name: str, rows: list[Heartbeat], now: datetime) -> ProcessState:
    alive = [row for row in rows if milliseconds(now - row.beat_at) < FRESH_MS]
    newest = rows[0]
    return ProcessState(name, len(alive), milliseconds(now - newest.beat_at), newest.started_at, newest.detail)
