"""The arithmetic of stages: which event ended what, what was queue and what was work, whose time it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from tradeops.journal.types import EventRecord, Subject
from tradeops.workflow.types import Stage

Share = Literal["program", "venue", "person", "none"]
# Where stages overlap, the instant belongs to the first of these: a program at work waits for nobody.
PRECEDENCE: tuple[Share, ...] = ("program", "venue", "person")


@dataclass(frozen=True, slots=True)
class Handling:
    """When a delivery was made, taken up and completed."""

    created_at: datetime
    claimed_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Span:
    """One passage of a stage. ``ended_at`` is None while it runs; its time is then counted up to ``until``.

    ``queue_ms`` is from the start to the moment somebody took the work up; ``work_ms`` from there to its completion.
    Both are None where no delivery does the work.
    """

    kind: str
    stage: Stage
    subject: Subject
    started_at: datetime
    ended_at: datetime | None
    until: datetime
    ended_by: str
    queue_ms: float | None
    work_ms: float | None

    @property
    def total_ms(self) -> float:
        return milliseconds(self.until - self.started_at)

    @property
    def over_ms(self) -> float:
        """By how much the budget was exceeded; negative is what is left of it."""
        return self.total_ms - self.stage.budget_ms

    @property
    def is_breach(self) -> bool:
        return self.over_ms > 0


def spans(
    stages: Sequence[tuple[str, Stage]],
    events: Sequence[EventRecord],
    links: Collection[tuple[Subject, Subject]],
    handled: Mapping[tuple[int, str], Handling],
    now: datetime,
) -> list[Span]:
    """Every passage of every stage, in the order of their starts.

    A stage ends with the first later event of its ``ends`` about the same subject or about a direct child of it.
    ``links`` are (parent, child); ``handled`` is keyed by (event id, subscriber).
    """
    about: dict[Subject, set[Subject]] = {}
    for parent, child in links:
        about.setdefault(parent, set()).add(child)
    found = []
    for kind, stage in stages:
        for start in events:
            if start.name != stage.starts:
                continue
            subjects = {start.subject} | about.get(start.subject, set())
            ends = (e for e in events if e.id > start.id and e.name in stage.ends and e.subject in subjects)
            end = min(ends, key=lambda event: event.id, default=None)
            found.append(_span(kind, stage, start, end, handled.get((start.id, stage.subscriber)), now))
    return sorted(found, key=lambda span: (span.started_at, span.until))


def shares(found: Sequence[Span], start: datetime, end: datetime) -> dict[Share, float]:
    """Whose time the interval was, in milliseconds; the parts add up to the whole."""
    cuts = sorted({start, end, *(min(max(at, start), end) for span in found for at in (span.started_at, span.until))})
    parts: dict[Share, timedelta] = dict.fromkeys((*PRECEDENCE, "none"), timedelta())
    for left, right in pairwise(cuts):
        running = {span.stage.waits for span in found if span.started_at <= left and right <= span.until}
        owner: Share = next((share for share in PRECEDENCE if share in running), "none")
        parts[owner] += right - left
    return {share: milliseconds(part) for share, part in parts.items()}


def milliseconds(duration: timedelta) -> float:
    """A duration as milliseconds, to the microsecond."""
    return duration / timedelta(milliseconds=1)


def _span(
    kind: str, stage: Stage, start: EventRecord, end: EventRecord | None, handling: Handling | None, now: datetime
) -> Span:
    until = end.occurred_at if end else now
    queue = work = None
    if handling is not None:
        taken = handling.claimed_at or handling.done_at
        queue = milliseconds((taken or until) - start.occurred_at)
        work = milliseconds((handling.done_at or until) - taken) if taken else None
    return Span(
        kind=kind,
        stage=stage,
        subject=start.subject,
        started_at=start.occurred_at,
        ended_at=end.occurred_at if end else None,
        # Clocks of one database only, yet two connections may stamp in either order.
        until=max(until, start.occurred_at),
        ended_by=end.name if end else "",
        queue_ms=queue,
        work_ms=work,
    )
