"""The values that operations hands to pages, API and metrics. Times are milliseconds unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tradeops.journal.types import EventRecord, Subject
from tradeops.operations.stages import Span
from tradeops.workflow.types import Stage


@dataclass(frozen=True, slots=True)
class StageMeasure:
    """How one stage fared within the window.

    ``started`` counts all; percentiles are over the newest of them that ended. ``breaches`` counts those that took,
    or have been waiting, longer than the budget. ``depth`` and ``oldest_ms`` are the deliveries of the stage's
    subscriber that are open now.
    """

    kind: str
    stage: Stage
    started: int
    ended: int
    breaches: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    queue_p50_ms: float | None
    queue_p95_ms: float | None
    work_p50_ms: float | None
    work_p95_ms: float | None
    depth: int
    oldest_ms: float | None


@dataclass(frozen=True, slots=True)
class QueueState:
    """One Celery queue now. ``heartbeat_ms`` is the age of the last task that came through it."""

    name: str
    depth: int
    oldest_ms: float | None
    heartbeat_ms: float | None
    lag_ms: float | None


@dataclass(frozen=True, slots=True)
class ProcessState:
    """One process, or one kind of process where several run: the freshest counts."""

    name: str
    count: int
    age_ms: float
    started_at: datetime
    detail: dict[str, object]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One deal from its first event to its last: every event, every stage, and whose time it was.

    ``shares`` divides the whole between ``program``, ``venue``, ``person`` and ``none``.
    """

    subjects: tuple[Subject, ...]
    events: tuple[EventRecord, ...]
    spans: tuple[Span, ...]
    shares: dict[str, float]
    total_ms: float
