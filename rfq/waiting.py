"""Waiting for the engine's answer without holding a database connection or too many threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection
from redis.client import PubSub
from redis.exceptions import RedisError

from tradeops.journal.bell import channel
from tradeops.kernel.redis import client

# At most half of a process's threads may wait: slow pricing must never stop an accept.
_SEATS = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))
ANSWERS = {b"rfq.quoted", b"rfq.rejected", b"rfq.canceled", b"rfq.expired"}


class Ears:
    """A subscription made before the request was committed, so that no answer can be missed."""

    def __init__(self, heard: PubSub | None) -> None:
        self._heard = heard

    def wait(self, seconds: float) -> None:
        """Return when the request is answered, at the latest after ``seconds``. Gives the connection back first."""
        if self._heard is None or seconds <= 0:
            return
        connection.close()
        deadline = time.monotonic() + seconds
        try:
            while (left := deadline - time.monotonic()) > 0:
                message = self._heard.get_message(timeout=min(left, 0.4))
                if message is not None and message["data"] in ANSWERS:
                    return
        except (RedisError, OSError):
            # Without Redis nobody can tell us: the client asks again or hears it on the socket.
            return


@contextmanager
def listening(rfq_id: UUID, *, wanted: bool) -> Iterator[Ears]:
    """Listen for the answer to ``rfq_id`` if a seat is free; deaf ears answer at once."""
    if not wanted or not _SEATS.acquire(blocking=False):
        yield Ears(None)
        return
    try:
        with client().pubsub(ignore_subscribe_messages=True) as heard:
            try:
                heard.subscribe(channel(f"rfq:{rfq_id}"))
            except (RedisError, OSError):
                yield Ears(None)
                return
            yield Ears(heard)
    finally:
        _SEATS.release()
