"""Keeping the right feeds running, and knowing whether to lead or to stand by."""

from __future__ import annotations

import asyncio
from collections import Counter

import structlog

from tradeops.kernel.redis import async_client
from tradeops.marketdata.feeds.book_feed import BookFeed
from tradeops.marketdata.feeds.database import FeedsDatabase, Planned
from tradeops.marketdata.feeds.publisher import Publisher
from tradeops.marketdata.feeds.stopping import stop

log = structlog.get_logger(__name__)

# A standby takes over within the lock check plus one write.
LOCK_SECONDS = 0.5
PLAN_SECONDS = 30.0
BEAT_SECONDS = 2.0


class FeedsProcess:
    """All feeds of this process. The standby runs them too, and publishes and encodes nothing: its books are warm."""

    def __init__(self) -> None:
        self._database = FeedsDatabase()
        self._redis = async_client()
        self._publisher = Publisher(self._redis)
        self._feeds: dict[Planned, tuple[BookFeed, asyncio.Task[None]]] = {}

    async def run(self) -> None:
        """Until cancelled, or until a part fails in a way that it does not handle itself."""
        parts = [
            asyncio.create_task(part)
            for part in (
                self._lead_or_stand_by(),
                self._follow_plan(),
                self._publisher.repeat(),
                self._beat(),
            )
        ]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in done:
                part.result()
        finally:
            self._publisher.leading = False
            await stop([*parts, *(task for _, task in self._feeds.values())])
            self._database.close()
            await self._redis.aclose()

    async def _lead_or_stand_by(self) -> None:
        while True:
            holds = await self._database.holds_lock()
            if holds and not self._publisher.leading:
                log.info("feeds_leading")
                await self._publisher.lead()
            elif not holds and self._publisher.leading:
                log.warning("feeds_standing_by")
                self._publisher.leading = False
            await asyncio.sleep(LOCK_SECONDS)

    async def _follow_plan(self) -> None:
        while True:
            plan = await self._database.plan()
            if plan is not None:
                await self._apply(plan)
            await asyncio.sleep(PLAN_SECONDS if plan else LOCK_SECONDS)

    async def _apply(self, plan: list[Planned]) -> None:
        kept = {(planned.listing.symbol, planned.listing.venue) for planned in plan}
        for planned in set(self._feeds) - set(plan):
            _, task = self._feeds.pop(planned)
            await stop([task])
            symbol, venue = planned.listing.symbol, planned.listing.venue
            if (symbol, venue) not in kept:
                await self._publisher.forget(symbol, venue)
        for planned in plan:
            if planned not in self._feeds:
                feed = BookFeed(planned.venue, planned.listing, planned.size, self._publisher)
                self._feeds[planned] = feed, asyncio.create_task(feed.run())

    async def _beat(self) -> None:
        while True:
            states = Counter(feed.state.name for feed, _ in self._feeds.values())
            await self._database.beat(
                {
                    "role": "leader" if self._publisher.leading else "standby",
                    "books": dict(states),
                    "published": self._publisher.published,
                }
            )
            await asyncio.sleep(BEAT_SECONDS)
