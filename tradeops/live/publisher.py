"""From the journal to the sockets: every event, in the one order, at least once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import OperationalError
from redis.exceptions import RedisError

from tradeops.access.events import FIRM_STATUS_SET, KEY_REVOKED, ROLE_ASSIGNED, ROLE_REVOKED, USER_ACTIVE_SET
from tradeops.journal.records import Placed
from tradeops.journal.selectors import after
from tradeops.journal.ticks import tick
from tradeops.journal.types import EventRecord
from tradeops.live import sequences
from tradeops.live.progress import Progress
from tradeops.live.sending import group_of_firm, send
from tradeops.live.topics import Topic, hearing, refresh

log = structlog.get_logger(__name__)

NAME = "topics"
BATCH = 200
# After an outage there may be much to say: leave room for the relay's other ticks.
BATCHES_PER_TICK = 5
ACCESS_CHANGES = frozenset({FIRM_STATUS_SET, KEY_REVOKED, ROLE_ASSIGNED, ROLE_REVOKED, USER_ACTIVE_SET})

_progress = Progress(NAME)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that has no number yet."""

    topic: str
    body: dict[str, Any]
    at: str


def hear(events: Sequence[Placed]) -> None:
    """Push events that were given their places just now, unless something before them has still to be pushed."""
    if _progress.continues_with(events[0][0]) and _push(events):
        _progress.reached(events[-1][0])


@tick("live.publish", every_ms=200)
def publish() -> int:
    """Push what nobody has pushed yet, as the journal has it; the number of events. Writes down how far it is."""
    total = 0
    position = _progress.settle()
    for _ in range(BATCHES_PER_TICK):
        events = after(position, limit=BATCH)
        if not events or not _push(events):
            break
        _progress.reached(events[-1][0])
        position = _progress.settle()
        total += len(events)
        if len(events) < BATCH:
            break
    return total


def _push(events: Sequence[Placed]) -> bool:
    """Whether all of it went out: if not, the whole batch is pushed again."""
    records = [record for _, record in events]
    try:
        send(_controls(records))
        sequences.publish([(draft.topic, {**draft.body, "at": draft.at}) for draft in _conflated(_drafts(records))])
    except (RedisError, OSError) as error:
        log.warning("push_waits", position=events[0][0] - 1, error=str(error))
        return False
    return True


def _drafts(events: Sequence[EventRecord]) -> Iterable[Draft]:
    """What the topics say, in the order of the events."""
    concerned: dict[str, tuple[Topic, list[EventRecord]]] = {}
    for event in events:
        for topic in hearing(event.name):
            concerned.setdefault(topic.name, (topic, []))[1].append(event)
    keys = {
        (name, event.id): routed
        for name, (topic, heard) in concerned.items()
        for event, routed in zip(heard, _keys(topic, heard), strict=True)
    }
    for event in events:
        at = event.occurred_at.isoformat()
        for topic in hearing(event.name):
            for key in keys[topic.name, event.id]:
                body = _body(topic, event, key)
                if body is not None:
                    yield Draft(key, body, at)


def _keys(topic: Topic, events: Sequence[EventRecord]) -> list[list[str]]:
    """Whom each event concerns. A fault costs the one event that it lies in, not the push."""
    try:
        return topic.keys(events)
    except OperationalError:
        raise
    except Exception:
        if len(events) > 1:
            return [_keys(topic, [event])[0] for event in events]
        log.exception("topic_route_failed", topic=topic.name, name=events[0].name, event_id=events[0].id)
        return [[]]


def _body(topic: Topic, event: EventRecord, key: str) -> dict[str, Any] | None:
    """What the topic says of the event. A fault says *ask again* instead of stopping the push."""
    try:
        return topic.message(event, key)
    except Exception:
        log.exception("topic_message_failed", topic=key, name=event.name, event_id=event.id)
        return refresh(event, key)


def _conflated(drafts: Iterable[Draft]) -> list[Draft]:
    """Of several *ask again* of one topic only the last: one fetch answers them all. What says more is kept."""
    kept: list[Draft] = []
    asked: set[str] = set()
    for draft in reversed(list(drafts)):
        if draft.body["kind"] == "refresh" and "fields" not in draft.body:
            if draft.topic in asked:
                continue
            asked.add(draft.topic)
        kept.append(draft)
    return kept[::-1]


def _controls(events: Iterable[EventRecord]) -> list[tuple[str, dict[str, Any]]]:
    """A change of anybody's access has the sockets of their house judged again at once."""
    firms = {event.firm_id for event in events if event.name in ACCESS_CHANGES}
    return [(group_of_firm(firm_id), {"type": "access.changed"}) for firm_id in firms]
