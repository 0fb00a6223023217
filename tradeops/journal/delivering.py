"""Carrying out one delivery. Safe to run any number of times, in any process, at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from tradeops.journal import bell
from tradeops.journal.models import Delivery
from tradeops.journal.records import COLUMNS, record
from tradeops.journal.subscribers import CallHandler, Subscriber, subscriber
from tradeops.journal.types import EventRecord
from tradeops.kernel.errors import TradeopsError

log = structlog.get_logger(__name__)

ATTEMPTS_BEFORE_DEAD = 8
BACKOFF_CEILING_SECONDS = 60

# Written by hand, as all that runs for every delivery: the ORM's part would cost more than the database's.
_TAKE = f"""
SELECT d.subscriber, d.lane, d.state, d.attempts, d.useful_until, d.claimed_at, clock_timestamp(), {COLUMNS}
FROM journal_delivery d JOIN journal_event e ON e.id = d.event_id
WHERE d.id = %s AND d.state = ANY(%s) FOR NO KEY UPDATE OF d
"""  # noqa: S608 - a constant
_EARLIER_IS_OPEN = """
SELECT EXISTS (
    SELECT 1 FROM journal_delivery
    WHERE subscriber = %s AND lane = %s AND id < %s AND state IN ('PENDING', 'CLAIMED', 'DEAD') AND lane <> ''
)
"""
_CLAIM = """
UPDATE journal_delivery
SET state = 'CLAIMED', claimed_at = %s, attempts = attempts + 1, ring_at = %s + make_interval(secs => %s)
WHERE id = %s
"""
_CLOSE = """
UPDATE journal_delivery
SET state = %s, done_at = clock_timestamp(), claimed_at = coalesce(%s::timestamptz, claimed_at)
WHERE id = %s
"""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A delivery that this transaction has locked. ``at`` is the database's time when it was taken."""

    id: int
    subscriber: str
    lane: str
    state: str
    attempts: int
    useful_until: datetime | None
    claimed_at: datetime | None
    at: datetime
    event: EventRecord


def deliver(delivery_id: int) -> None:
    """Run the subscriber's handler for a delivery, unless it is done, taken, or not yet its turn."""
    try:
        lane = _deliver(delivery_id)
    except (Exception, SoftTimeLimitExceeded) as error:
        # Any failure of a handler, whatever its kind, is one attempt of this delivery and no more.
        _failed(delivery_id, error)
        return
    if lane is not None:
        _ring_next(*lane)


def _deliver(delivery_id: int) -> tuple[str, str, str] | None:
    """Subscriber, lane and queue of an ordered delivery that may have let the next one pass."""
    with transaction.atomic():
        row = _take(delivery_id, *Delivery.OPEN)
        reaction = subscriber(row.subscriber) if row is not None else None
        if row is None or reaction is None:
            return None
        after = (row.subscriber, row.lane, reaction.queue) if reaction.ordered else None
        if not _turn(row):
            return after
        call = reaction.call
        if call is None:
            _run_effect(row, reaction)
            return after
        begun = _begin_call(row, call)
    if begun is not None:
        _finish_call(row, call, begun)
    return after


def _run_effect(row: _Taken, reaction: Subscriber) -> None:
    late = row.useful_until is not None and row.at >= row.useful_until
    handler = reaction.on_expired if late else reaction.effect
    if handler is not None:
        handler(row.event)
    _close(row.id, Delivery.State.EXPIRED if late else Delivery.State.DONE, claimed_at=row.at)


def _begin_call(row: _Taken, handler: CallHandler) -> Any | None:
    """Claim the call and return what is to be sent; None when nothing is."""
    if row.state == Delivery.State.CLAIMED:
        if row.claimed_at and row.at < row.claimed_at + timedelta(seconds=handler.lease_seconds):
            return None
        handler.resolve(row.event)
        _close(row.id, Delivery.State.DONE)
        return None
    plan = handler.prepare(row.event)
    if plan is None:
        _close(row.id, Delivery.State.DONE, claimed_at=row.at)
        return None
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [row.at, row.at, handler.lease_seconds, row.id])
    return plan


def _finish_call(row: _Taken, handler: CallHandler, plan: Any) -> None:
    result = handler.execute(plan)
    with transaction.atomic():
        # Another process that found the lease over has resolved the call: what it wrote stands.
        if _take(row.id, Delivery.State.CLAIMED, wait=True) is not None:
            handler.record(row.event, plan, result)
            _close(row.id, Delivery.State.DONE)


def _take(delivery_id: int, *states: Delivery.State, wait: bool = False) -> _Taken | None:
    """The delivery, locked, if it is open and nobody else has it.

    ``wait`` for somebody who only looks at it, as a second bell does: what a call brought home must not be lost.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE if wait else _TAKE + " SKIP LOCKED", [delivery_id, [state.value for state in states]])
        found = cursor.fetchone()
    if found is None:
        return None
    return _Taken(*(delivery_id, *found[:7], record(*found[7:])))


def _turn(row: _Taken) -> bool:
    """Whether everything before this one in its lane is over. A dead letter parks its lane."""
    if not row.lane:
        return True
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER_IS_OPEN, [row.subscriber, row.lane, row.id])
        return not cursor.fetchone()[0]


def _close(delivery_id: int, state: Delivery.State, claimed_at: datetime | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [state.value, claimed_at, delivery_id])


def _failed(delivery_id: int, error: BaseException) -> None:
    """Count the attempt and say when to try again, or that a person has to look.

    A call that has been claimed keeps its claim: whether it reached the outside is not known here.
    """
    if isinstance(error, TradeopsError):  # the product's own refusal says all in its code
        log.warning("delivery_refused", delivery=delivery_id, code=error.code, detail=error.detail)
    else:
        log.exception("delivery_failed", delivery=delivery_id, exc_info=error)
    try:
        with transaction.atomic():
            row = _take(delivery_id, *Delivery.OPEN)
            if row is None:
                return
            message = f"{type(error).__name__}: {error}"[:2000]
            if row.state == Delivery.State.CLAIMED:
                Delivery.objects.filter(pk=row.id).update(last_error=message)
                return
            attempts = row.attempts + 1
            pause = timedelta(seconds=min(2**attempts, BACKOFF_CEILING_SECONDS))
            dead = attempts >= ATTEMPTS_BEFORE_DEAD
            Delivery.objects.filter(pk=row.id).update(
                attempts=attempts,
                last_error=message,
                ring_at=Now() + pause,
                state=Delivery.State.DEAD if dead else Delivery.State.PENDING,
            )
    except DatabaseError:
        # The database is what failed: the delivery is untouched and the relay rings it again.
        log.warning("delivery_failure_unrecorded", delivery=delivery_id)


def _ring_next(subscriber_name: str, lane: str, queue: str) -> None:
    following = (
        Delivery.objects.filter(subscriber=subscriber_name, lane=lane, state=Delivery.State.PENDING)
        .order_by("id")
        .values_list("pk", flat=True)
        .first()
    )
    if following is not None:
        bell.ring([(following, queue)], [])
