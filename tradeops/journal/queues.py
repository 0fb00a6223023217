"""The latency classes of background work: a report never delays a price."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """One Celery queue. Limits are in seconds: soft raises inside the task, hard ends its process."""

    name: str
    soft_limit: int
    hard_limit: int


QUEUES = {
    queue.name: queue
    for queue in (
        Queue("pricing", soft_limit=3, hard_limit=5),
        Queue("execution", soft_limit=15, hard_limit=20),
        Queue("settlement", soft_limit=60, hard_limit=90),
        Queue("bulk", soft_limit=300, hard_limit=330),
    )
}
