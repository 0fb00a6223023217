"""Putting books into Redis, and back into it when Redis lost them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import redis.asyncio
import structlog
from redis.exceptions import RedisError

from tradeops.marketdata.codec import CodecError, encode
from tradeops.marketdata.keys import book_channel, book_key
from tradeops.marketdata.types import Book

log = structlog.get_logger(__name__)

REPEAT_SECONDS = 1.0


class Publisher:
    """Publishes while ``leading``. A standby knows how to make every book and makes none before it leads."""

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self._client = client
        self._latest: dict[tuple[str, str], bytes] = {}
        self._unmade: dict[tuple[str, str], Callable[[], Book]] = {}
        self.reachable = True
        self.leading = False
        self.published = 0

    async def publish(self, symbol: str, venue: str, make: Callable[[], Book]) -> None:
        """Replace the book of this venue and tell who listens. A dead Redis costs a log line, no more.

        ``make`` gives the book as it stands whenever it is called, until the next call for it.
        """
        self._unmade[symbol, venue] = make
        if self.leading:
            await self._write(self._made(), tell=True)

    async def forget(self, symbol: str, venue: str) -> None:
        """Remove a book that is no longer kept."""
        self._latest.pop((symbol, venue), None)
        self._unmade.pop((symbol, venue), None)
        if self.leading:
            try:
                await self._client.delete(book_key(symbol, venue))
            except (RedisError, OSError):
                log.warning("book_not_removed", venue=venue, symbol=symbol)

    async def lead(self) -> None:
        """Start publishing, with everything that is known."""
        self.leading = True
        self._made()
        await self._write(dict(self._latest), tell=True)

    def _made(self) -> dict[tuple[str, str], bytes]:
        """The books that changed, as bytes."""
        made = {}
        for key, make in self._unmade.items():
            book = make()
            try:
                made[key] = encode(book)
            except CodecError as error:
                log.error("book_not_encodable", venue=book.venue, symbol=book.symbol, error=str(error))
        self._unmade.clear()
        self._latest.update(made)
        return made

    async def repeat(self) -> None:
        """Write every latest book once a second, for ever: a Redis that came back empty is full again."""
        while True:
            await asyncio.sleep(REPEAT_SECONDS)
            if self.leading:
                await self._write(dict(self._latest), tell=False)

    async def _write(self, entries: dict[tuple[str, str], bytes], *, tell: bool) -> None:
        if not entries:
            return
        pipeline = self._client.pipeline(transaction=False)
        for (symbol, venue), data in entries.items():
            pipeline.set(book_key(symbol, venue), data)
            if tell:
                pipeline.publish(book_channel(symbol), venue)
        try:
            await pipeline.execute()
            self.published += len(entries)
            if not self.reachable:
                log.info("redis_back")
            self.reachable = True
        except (RedisError, OSError) as error:
            if self.reachable:
                log.warning("redis_unreachable", error=str(error))
            self.reachable = False
