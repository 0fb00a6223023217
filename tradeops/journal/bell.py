"""Waking those who wait, after the commit. A bell that nobody hears is rung again by the relay."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

import structlog
from django.db import connection, transaction
from redis.client import Pipeline
from redis.exceptions import RedisError

from tradeops.journal.queues import QUEUES
from tradeops.journal.task_messages import task_message
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


def send(task: str, queue: str, args: Sequence[object], *, expires: datetime) -> bool:
    """Send a task that owes nobody anything, such as a pulse; False when the broker did not take it."""
    pipeline = client().pipeline(transaction=False)
    pipeline.lpush(queue, task_message(task, queue, args, expires=expires))
    return _sent(pipeline, task=task)


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
    deliveries = [bell for bell in deliveries if not _keep(*bell)]
    pipeline = client().pipeline(transaction=False)
    for delivery_id, queue in deliveries:
        pipeline.lpush(queue, task_message(TASK, queue, [delivery_id]))
    for subject, name in events:
        pipeline.publish(channel(subject), name)
    if events:
        pipeline.publish(PING, str(len(events)))
    _sent(pipeline, deliveries=len(deliveries))


def _sent(pipeline: Pipeline, **about: object) -> bool:
    """Whether the broker took it all; after a failure it is not asked again for a while."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        pipeline.execute()
    except (RedisError, OSError) as error:
        _silent_until = time.monotonic() + REST_SECONDS
        log.warning("bell_unheard", error=str(error), **about)
        return False
    return True


def _keep(delivery_id: int, queue: str) -> bool:
    own, mine = _kept.get() or ("", [])
    if queue != own or mine:
        return False
    mine.append(delivery_id)
    return True
