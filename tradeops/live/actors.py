"""Actors read for many sockets at once: those that share a credential share the reading."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from tradeops.kernel.actor import Actor

STRIPES = 64
MOST = 4096


@dataclass(frozen=True, slots=True)
class _Reading:
    begun: float
    actor: Actor


_readings: dict[Hashable, _Reading] = {}
_locks = tuple(threading.Lock() for _ in range(STRIPES))


def actor_since(key: Hashable, read: Callable[[], Actor], since: float) -> Actor:
    """The actor as read no earlier than ``since`` (monotonic seconds), reading only if nobody has since.

    What ``read`` raises is passed on and not kept.
    """
    with _locks[hash(key) % STRIPES]:
        known = _readings.get(key)
        if known is not None and known.begun >= since:
            return known.actor
        begun = time.monotonic()
        _readings.pop(key, None)
        actor = read()
        if len(_readings) >= MOST:
            _readings.clear()
        _readings[key] = _Reading(begun, actor)
        return actor
