"""What happens by the clock. Apps enter theirs in code; ``manage.py beat`` starts it, the bulk queue carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from tradeops.kernel.clock import now
from tradeops.operations.models import ScheduledRun

TASK = "operations.scheduled"
QUEUE = "bulk"
log = structlog.get_logger(__name__)

Outcome = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """``run`` is idempotent, decides from the database what is due, and gives (passed, one line for people).

    ``when`` is a cron expression, in UTC: minute, hour, day of the month, month, day of the week.
    """

    name: str
    title: str
    when: str
    run: Callable[[], Outcome]


_entries: dict[str, Entry] = {}


def scheduled(name: str, when: str, *, title: str) -> Callable[[Callable[[], Outcome]], Callable[[], Outcome]]:
    """Run a function by the clock (UTC): ``@scheduled("ledger.verify", "0 2 * * *", title=...)``."""

    def register(function: Callable[[], Outcome]) -> Callable[[], Outcome]:
        if name in _entries:
            raise ValueError(f"calendar entry {name} is registered twice")
        _entries[name] = Entry(name, title, when, function)
        return function

    return register


def entries() -> tuple[Entry, ...]:
    """Every entry, by name."""
    return tuple(_entries[name] for name in sorted(_entries))


def run(name: str) -> ScheduledRun:
    """Carry out an entry and record what came of it. Raises KeyError on an unknown name."""
    entry = _entries[name]
    row = ScheduledRun.objects.create(name=name, started_at=now())
    try:
        passed, row.detail = entry.run()
    except Exception as error:
        log.exception("calendar_entry_failed", entry=name)
        passed, row.detail = False, f"{type(error).__name__}: {error}"[:2000]
    row.outcome = ScheduledRun.Outcome.PASSED if passed else ScheduledRun.Outcome.FAILED
    row.ended_at = now()
    row.save(update_fields=["outcome", "detail", "ended_at"])
    return row
