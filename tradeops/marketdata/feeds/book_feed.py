"""One venue's book of one instrument: subscribe, keep, check, publish, and start again after any failure."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import ccxt
import structlog

from tradeops.connectivity.client import BinanceClient, open_client, unified_symbol
from tradeops.connectivity.parsing import moment
from tradeops.kernel.errors import TradeopsError
from tradeops.marketdata.depth import crossed, hedgeable
from tradeops.marketdata.feeds.publisher import Publisher
from tradeops.marketdata.types import Book, BookState, Level
from tradeops.reference.types import VenueInstrumentSpec, VenueSpec

log = structlog.get_logger(__name__)

# At most 20 publications a second a book.
PUBLISH_SECONDS = 0.05
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 3.0


class BookInvalid(Exception):
    """The book cannot be trusted; the argument is the reason that readers see."""


class BookFeed:
    """Keeps the book ``listing`` of ``venue`` and hands it to ``publisher``.

    A gap in update ids, a crossed book or a lost connection makes the book INVALID at once, without levels;
    a new snapshot makes it VALID again.
    """

    def __init__(self, venue: VenueSpec, listing: VenueInstrumentSpec, size: Decimal, publisher: Publisher) -> None:
        self.venue, self.listing = venue, listing
        self.state = BookState.EMPTY
        self.updates = 0
        self.failures: deque[str] = deque(maxlen=20)
        self._size = size
        self._publisher = publisher
        self._live: Any = None
        self._received_at = datetime.now(UTC)
        self._published_at = 0.0
        self._due: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Until cancelled. No failure ends it."""
        pause = FIRST_PAUSE
        while True:
            client = open_client(self.venue)
            seen = self.updates
            try:
                await self._announce(BookState.SYNCING)
                await self._follow(client)
            except BookInvalid as error:
                await self._fail(str(error), error)
            except (ccxt.NetworkError, OSError) as error:
                await self._fail("DISCONNECTED", error)
            except (ccxt.BaseError, TradeopsError) as error:
                await self._fail("VENUE_ERROR", error)
            except Exception as error:
                log.exception("book_feed_crashed", venue=self.venue.code, symbol=self.listing.symbol)
                await self._fail("CRASHED", error)
            finally:
                self._drop()
                await client.close()
            pause = FIRST_PAUSE if self.updates > seen else min(pause * 2, LONGEST_PAUSE)
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))

    async def _follow(self, client: BinanceClient) -> None:
        symbol = await unified_symbol(client, self.listing.venue_symbol)
        while True:
            try:
                # No limit: with one, levels that move up from below it are missing.
                live = await client.watch_order_book(symbol)
            except ccxt.ChecksumError as error:
                # ccxt has dropped the book and takes a new snapshot on the next call.
                await self._fail("GAP", error)
                continue
            if crossed(live["bids"], live["asks"]):
                raise BookInvalid("CROSSED")
            self._live, self._received_at = live, datetime.now(UTC)
            self.updates += 1
            self.state = BookState.VALID if live["bids"] or live["asks"] else BookState.EMPTY
            await self._publish_in_turn()

    async def _publish_in_turn(self) -> None:
        wait = self._published_at + PUBLISH_SECONDS - time.monotonic()
        if wait <= 0:
            await self._publish_live()
        elif self._due is None:
            self._due = asyncio.create_task(self._publish_after(wait))

    async def _publish_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._due = None
        await self._publish_live()

    async def _publish_live(self) -> None:
        self._published_at = time.monotonic()
        await self._publisher.publish(self.listing.symbol, self.venue.code, self._live_book)

    def _live_book(self) -> Book:
        live = self._live
        if live is None:  # dropped since, and nothing has been announced in its place yet
            return self._book(BookState.SYNCING)
        return self._book(
            self.state,
            sequence=int(live["nonce"]),
            bids=hedgeable(live["bids"], self._size),
            asks=hedgeable(live["asks"], self._size),
            event_at=moment(live["timestamp"]) if live["timestamp"] else None,
        )

    async def _announce(self, state: BookState, reason: str = "") -> None:
        self.state = state
        self._received_at = datetime.now(UTC)
        book = self._book(state, reason=reason)
        await self._publisher.publish(self.listing.symbol, self.venue.code, lambda: book)

    async def _fail(self, reason: str, error: Exception) -> None:
        self._drop()
        self.failures.append(reason)
        log.warning(
            "book_invalid",
            venue=self.venue.code,
            symbol=self.listing.symbol,
            reason=reason,
            error=str(error)[:300],
        )
        await self._announce(BookState.INVALID, reason)

    def _drop(self) -> None:
        """Make sure that nothing of a book that failed is published any more."""
        self._live = None
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _book(
        self,
        state: BookState,
        *,
        sequence: int = 0,
        bids: tuple[Level, ...] = (),
        asks: tuple[Level, ...] = (),
        event_at: datetime | None = None,
        reason: str = "",
    ) -> Book:
        return Book(
            venue=self.venue.code,
            symbol=self.listing.symbol,
            tick=self.listing.tick,
            lot=self.listing.lot,
            sequence=sequence,
            state=state,
            bids=bids,
            asks=asks,
            event_at=event_at,
            received_at=self._received_at,
            reason=reason,
        )
