"""What can be listened to. Apps declare theirs in ``topics.py``; who may listen is decided here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import Actor

Authorise = Callable[[Actor, str], bool]
Route = Callable[[EventRecord], Iterable[str]]
RouteAll = Callable[[Sequence[EventRecord]], Sequence[Iterable[str]]]
Message = Callable[[EventRecord, str], dict[str, Any] | None]

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)*", re.ASCII)
MAX_KEY = 80


def refresh(event: EventRecord, key: str) -> dict[str, Any]:
    """The message of a topic that says no more than *ask again*: the page fetches its region anew."""
    return {"kind": "refresh", "id": str(event.subject.id)}


@dataclass(frozen=True)
class Topic:
    """One family of topics.

    ``name`` is a key (``desk.rfq``) or a pattern in which ``*`` stands for one segment (``firm.*.rfq``).
    ``events`` are exact names or prefixes (``quote.*``); ``route`` gives the keys that one event concerns,
    by default the name itself; ``route_all`` does so for many events where each alone would ask the database.
    ``message`` gives ``kind`` (refresh, upsert, remove, state, notice), ``id`` and either ``html`` or ``fields``
    as this topic's listeners may see them; None says nothing. All may read the database and may run twice for
    one event.
    """

    name: str
    authorise: Authorise
    events: tuple[str, ...] = ()
    route: Route | None = field(default=None)
    route_all: RouteAll | None = field(default=None)
    message: Message = field(default=refresh)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(r"\.".join("[^.]+" if part == "*" else re.escape(part) for part in self.name.split(".")))

    def hears(self, event_name: str) -> bool:
        """Whether events of this name concern the topic."""
        return any(
            event_name.startswith(name[:-1]) if name.endswith("*") else event_name == name for name in self.events
        )

    def keys(self, events: Sequence[EventRecord]) -> list[list[str]]:
        """The topic keys that each event concerns, each once."""
        if self.route_all is not None:
            routed = self.route_all(events)
        else:
            routed = [self.route(event) if self.route else [self.name] for event in events]
        return [list(dict.fromkeys(keys)) for keys in routed]


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> Topic:
    """Make a topic known. Raises ValueError on a second one of that name, or a pattern without a route."""
    if topic.name in _topics:
        raise ValueError(f"topic {topic.name} is registered twice")
    if "*" in topic.name and topic.events and topic.route is None and topic.route_all is None:
        raise ValueError(f"topic {topic.name} is a pattern and needs a route")
    _topics[topic.name] = topic
    hearing.cache_clear()
    return topic


def topic_of(key: str) -> Topic | None:
    """The topic a key belongs to: the exact name first, then the patterns in the order of registration."""
    if len(key) > MAX_KEY or not KEY.fullmatch(key):
        return None
    if (exact := _topics.get(key)) is not None:
        return exact
    return next((topic for topic in _topics.values() if topic.pattern.fullmatch(key)), None)


def may_listen(actor: Actor, key: str) -> bool:
    """Whether ``actor`` may hear ``key`` now. An unknown topic is refused like a forbidden one."""
    topic = topic_of(key)
    return topic is not None and "*" not in key and topic.authorise(actor, key)


@cache
def hearing(event_name: str) -> tuple[Topic, ...]:
    """The topics that events of this name concern."""
    return tuple(topic for topic in _topics.values() if topic.hears(event_name))


def all_topics() -> tuple[Topic, ...]:
    """Every topic, by name."""
    return tuple(_topics[name] for name in sorted(_topics))
