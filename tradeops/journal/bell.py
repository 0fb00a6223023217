"""Waking those who wait, after the commit. A bell that nobody hears is rung again by the relay."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from tradeops.journal.queues import QUEUES
from tradeops.kernel.redis import client

log = structlog.get_logger(__name__)

PING = "journal:ping"
TASK = "journal.deliver"
# After a failure the broker is left alone this long: every commit would else wait for its timeout.
REST_SECONDS = 1.0
_silent_until = 0.0


# What this process will carry out itself, and of which queue, while it is at work for that queue.
_kept: ContextVar[tuple[str, list[int]] | None] = ContextVar("kept", default=None)


def channel(subject: str) -> str:
    """The Redis channel on which a subject's committed events are named."""
    return f"journal:{subject}"


def send(task: str, queue: str, args: Sequence[object], *, expires_seconds: float) -> bool:
    """Send a task that owes nobody anything, such as a pulse; False when the broker did not take it."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        current_app.send_task(task, args=list(args), queue=queue, expires=expires_seconds, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        _silent_until = time.monotonic() + REST_SECONDS
        log.warning("task_unsent", task=task, error=str(error))
        return False
    return True


@contextmanager
def keeping_one(queue: str) -> Iterator[list[int]]:
    """Keep the first delivery rung for ``queue`` for the caller, who carries it out next: nobody needs to be woken."""
    mine: list[int] = []
    token = _kept.set((queue, mine))
    try:
        yield mine
    finally:
        _kept.reset(token)


class _Bells:
    """What one commit rings."""

    def __init__(self) -> None:
        self.deliveries: list[tuple[int, str]] = []
        self.events: list[tuple[str, str]] = []

    def __call__(self) -> None:
        ring(self.deliveries, self.events)


def at_commit(deliveries: Sequence[tuple[int, str]], events: Sequence[tuple[str, str]]) -> None:
    """Ring when the transaction commits: once for all that shares its savepoints, and so its fate."""
    here = set(connection.savepoint_ids)
    hooks = (hook[1] for hook in connection.run_on_commit if hook[0] == here)
    bells = next((hook for hook in hooks if isinstance(hook, _Bells)), None)
    if bells is None:
        bells = _Bells()
        # Robust: a broker that is down must not turn a committed change into an error.
        transaction.on_commit(bells, robust=True)
    bells.deliveries += deliveries
    bells.events += events


def busy_queues() -> list[str]:
    """The queues in which bells are waiting for a worker; none when the broker cannot be asked."""
    try:
        pipeline = client().pipeline(transaction=False)
        for queue in QUEUES:
            pipeline.llen(queue)
        return [queue for queue, waiting in zip(QUEUES, pipeline.execute(), strict=True) if waiting]
    except (RedisError, OSError):
        return []


def ring(deliveries: Sequence[tuple[int, str]], events: Sequence[tuple[str, str]]) -> None:
    """Start ``(delivery, queue)`` pairs at the workers and name ``(subject, event)`` pairs to listeners."""
    global _silent_until
    deliveries = [bell for bell in deliveries if not _keep(*bell)]
    if time.monotonic() < _silent_until:
        return
    try:
        for delivery_id, queue in deliveries:
            limits = QUEUES[queue]
            current_app.send_task(
                TASK,
                args=[delivery_id],
                queue=queue,
                soft_time_limit=limits.soft_limit,
                time_limit=limits.hard_limit,
                retry=False,
            )
        if events:
            pipeline = client().pipeline(transaction=False)
            for subject, name in events:
                pipeline.publish(channel(subject), name)
            pipeline.publish(PING, str(len(events)))
            pipeline.execute()
    except (OperationalError, RedisError, OSError) as error:
        _silent_until = time.monotonic() + REST_SECONDS
        log.warning("bell_unheard", deliveries=len(deliveries), error=str(error))


def _keep(delivery_id: int, queue: str) -> bool:
    own, mine = _kept.get() or ("", [])
    if queue != own or mine:
        return False
    mine.append(delivery_id)
    return True
