"""What one socket listens to and how far it has heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import redis.asyncio

from tradeops.kernel.redis import async_client
from tradeops.live.sequences import NOWHERE, Cursor, current_of


class Subscriptions:
    """Topics with the last (epoch, sequence) handed on.

    The channel layer may lose messages without a word (a reconnect, a full buffer). What was numbered before the
    previous look and has still not been handed on is lost: ``missed`` finds it, so that a silent topic cannot stay
    stale.
    """

    def __init__(self) -> None:
        self._seen: dict[str, Cursor] = {}
        self._noted: dict[str, Cursor] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def __contains__(self, topic: str) -> bool:
        return topic in self._seen

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._seen))

    def open(self, topic: str) -> None:
        """Listen from now on."""
        self._seen.setdefault(topic, NOWHERE)

    def close(self, topic: str) -> bool:
        """Listen no more; False when nobody did."""
        self._noted.pop(topic, None)
        return self._seen.pop(topic, None) is not None

    def saw(self, topic: str, cursor: Cursor) -> bool:
        """Note what is handed on; False for a topic that is not listened to."""
        if topic not in self._seen:
            return False
        if not _covers(self._seen[topic], cursor):
            self._seen[topic] = cursor
        return True

    async def current(self, topics: Sequence[str]) -> list[Cursor]:
        """Where the topics stand now. Raises RedisError."""
        return await current_of(_redis(), topics) if topics else []

    async def missed(self) -> list[tuple[str, Cursor]]:
        """The topics with something lost, and where they stand; they count as handed on. Raises RedisError."""
        topics = list(self)
        standing = dict(zip(topics, await self.current(topics), strict=True))
        behind = [
            (topic, cursor)
            for topic, cursor in standing.items()
            if topic in self._noted and topic in self._seen and not _covers(self._seen[topic], self._noted[topic])
        ]
        for topic, cursor in behind:
            self._seen[topic] = cursor
        self._noted = standing
        return behind


def _covers(seen: Cursor, noted: Cursor) -> bool:
    """Whether a reader at ``seen`` has everything up to ``noted``."""
    return noted == NOWHERE or (seen[0] == noted[0] and seen[1] >= noted[1])


@cache
def _redis() -> redis.asyncio.Redis:
    """One client for the event loop of the process."""
    return async_client()
