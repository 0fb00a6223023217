"""Writing events: the only way a change of state becomes known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from tradeops.journal import bell
from tradeops.journal.encoding import to_json
from tradeops.journal.models import Delivery
from tradeops.journal.subscribers import Subscriber, subscribers_of
from tradeops.journal.types import EventRecord, Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.context import request_id

# The bell rings at commit; only a delivery that it did not reach by then is the relay's to ring again.
FIRST_RING = timedelta(seconds=2)

_FRESH = (Delivery.State.PENDING.value, 0, 0, "")
# Every change of state writes events: these two are written by hand because the ORM costs more than the database.
_EVENTS = """
INSERT INTO journal_event (name, subject_kind, subject_id, firm_id, actor_kind, actor_id, actor_label,
                           payload, reason, request_id)
VALUES {values} RETURNING id, occurred_at
"""
_DELIVERIES = """
INSERT INTO journal_delivery (event_id, subscriber, queue, lane, useful_until, ring_at,
                              state, attempts, rings, last_error)
VALUES {values} RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event about to be written."""

    name: str
    subject: Subject
    firm_id: UUID | None = None
    payload: dict[str, Any] = field(default_factory=dict)


def append(
    *,
    actor: Actor,
    name: str,
    subject: Subject,
    firm_id: UUID | None = None,
    payload: dict[str, Any] | None = None,
    reason: str = "",
) -> EventRecord:
    """Write one event and what it owes its subscribers, in the caller's transaction."""
    return append_many(actor=actor, drafts=[Draft(name, subject, firm_id, payload or {})], reason=reason)[0]


def append_many(*, actor: Actor, drafts: Sequence[Draft], reason: str = "") -> list[EventRecord]:
    """Write many events in two statements. Raises RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of the change it tells of")
    records = _write_events(actor, drafts, reason)
    owed = [(record, subscriber) for record in records for subscriber in subscribers_of(record.name)]
    bell.at_commit(_write_deliveries(owed), [(str(record.subject), record.name) for record in records])
    return records


def requeue(delivery_id: int) -> bool:
    """Give a dead delivery another life; False when it is not dead. The caller has authorised and records why."""
    moved = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.DEAD).update(
        state=Delivery.State.PENDING, attempts=0, claimed_at=None, ring_at=ClockTimestamp()
    )
    return bool(moved)


def discard(delivery_id: int) -> bool:
    """Close a dead delivery for good; False when it is not dead. The caller has authorised and records why."""
    moved = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.DEAD).update(
        state=Delivery.State.DISCARDED, done_at=ClockTimestamp()
    )
    return bool(moved)


def _write_events(actor: Actor, drafts: Sequence[Draft], reason: str) -> list[EventRecord]:
    author, origin = (actor.kind, actor.id, actor.label), request_id()
    payloads = [to_json(draft.payload) for draft in drafts]
    rows = [
        (draft.name, draft.subject.kind, draft.subject.id, draft.firm_id, *author, json.dumps(payload), reason, origin)
        for draft, payload in zip(drafts, payloads, strict=True)
    ]
    written = Actor(kind=actor.kind, id=actor.id, label=actor.label)
    return [
        EventRecord(
            id=id,
            name=draft.name,
            subject=draft.subject,
            firm_id=draft.firm_id,
            actor=replace(written, firm_id=draft.firm_id),
            payload=payload,
            reason=reason,
            request_id=origin,
            occurred_at=occurred_at,
        )
        for draft, payload, (id, occurred_at) in zip(drafts, payloads, _insert(_EVENTS, rows), strict=True)
    ]


def _write_deliveries(owed: Sequence[tuple[EventRecord, Subscriber]]) -> list[tuple[int, str]]:
    """What is owed for the events, as (delivery, queue)."""
    rows = [
        (
            event.id,
            subscriber.name,
            subscriber.queue,
            str(event.subject) if subscriber.ordered else "",
            event.payload.get(subscriber.useful_until) if subscriber.useful_until else None,
            event.occurred_at + FIRST_RING,
            *_FRESH,
        )
        for event, subscriber in owed
    ]
    return [(id, subscriber.queue) for (id,), (_, subscriber) in zip(_insert(_DELIVERIES, rows), owed, strict=True)]


def _insert(statement: str, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What the statement returns for each row, in their order."""
    if not rows:
        return []
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    with connection.cursor() as cursor:
        cursor.execute(statement.format(values=", ".join([one] * len(rows))), [value for row in rows for value in row])
        return list(cursor.fetchall())
