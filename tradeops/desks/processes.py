"""Who is alive, for people: every process and queue of the design, seen or missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tradeops.operations.readiness import PROCESSES
from tradeops.operations.selectors.processes import FRESH_MS
from tradeops.operations.types import ProcessState, QueueState

WORKER = "worker-"
DOES = {
    "relay": "order of events, expiry, pushing",
    "gateway": "one voice per venue account",
    "feeds": "market data, leader and standby",
    "live": "sockets of pages and programs",
    "beat": "the calendar",
    "web": "pages and REST",
    WORKER: "a task came through",
}


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """``seen`` is the age of the last sign of life, None when there was none lately."""

    name: str
    what: str
    count: int
    seen: timedelta | None
    alive: bool
    load: str


def rows(processes: Sequence[ProcessState], queues: Sequence[QueueState]) -> list[ProcessRow]:
    """Processes that must run whether seen or not, then others that were seen, then the workers by queue."""
    seen = {state.name: state for state in processes}
    workers = {f"{WORKER}{queue.name}" for queue in queues}
    names = [*PROCESSES, *(name for name in seen if name not in PROCESSES and name not in workers)]
    return [
        *(_process(name, seen.get(name)) for name in names),
        *(_worker(queue, seen.get(f"{WORKER}{queue.name}")) for queue in queues),
    ]


def _process(name: str, state: ProcessState | None) -> ProcessRow:
    what = DOES.get(name, "")
    if state is None:
        return ProcessRow(name, what, 0, None, False, "")
    seen = timedelta(milliseconds=state.age_ms)
    return ProcessRow(name, what, state.count, seen, state.age_ms < FRESH_MS, "")


def _worker(queue: QueueState, state: ProcessState | None) -> ProcessRow:
    """A worker that holds its connection and consumes nothing is dead: only what came through the queue counts."""
    name, count = f"{WORKER}{queue.name}", state.count if state else 0
    load = "empty" if not queue.depth else f"{queue.depth} open"
    if queue.heartbeat_ms is None:
        return ProcessRow(name, DOES[WORKER], count, None, False, load)
    seen = timedelta(milliseconds=queue.heartbeat_ms)
    return ProcessRow(name, DOES[WORKER], count, seen, queue.heartbeat_ms < FRESH_MS, load)
