"""What the feeds need of PostgreSQL, on one thread and one connection of its own: the lock and the plan."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import structlog
from django.db import DatabaseError, InterfaceError, connection

from tradeops.kernel.locks import SINGLETON, hold_session
from tradeops.operations.services import beat
from tradeops.reference.selectors import instruments, venue_instruments, venues
from tradeops.reference.types import VenueInstrumentSpec, VenueSpec

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")
LOCK = "feeds"


@dataclass(frozen=True, slots=True)
class Planned:
    """A book to keep. ``size``: the most the desk may have to hedge at once, in base."""

    venue: VenueSpec
    listing: VenueInstrumentSpec
    size: Decimal


class FeedsDatabase:
    """Every answer is None while PostgreSQL is away; the next call tries again."""

    def __init__(self) -> None:
        # The lock lives as long as its connection, which belongs to this one thread.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="feeds-database")

    async def holds_lock(self) -> bool:
        """Whether this process leads. Asking again keeps the lock; a lost connection has lost it."""
        return bool(await self._ask(lambda: hold_session(SINGLETON, LOCK)))

    async def plan(self) -> list[Planned] | None:
        """The books that the reference data ask for now."""
        return await self._ask(_plan)

    async def beat(self, detail: dict[str, Any]) -> None:
        await self._ask(lambda: beat(process="feeds", detail=detail))

    def close(self) -> None:
        """Close the connection, which frees the lock for the standby."""
        # The name stands for another connection in every thread: it is looked up inside.
        self._thread.submit(lambda: connection.close()).result(timeout=5)
        self._thread.shutdown()

    async def _ask(self, question: Callable[[], Answer]) -> Answer | None:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _answer, question)


def _answer(question: Callable[[], Answer]) -> Answer | None:
    try:
        return question()
    except (DatabaseError, InterfaceError) as error:
        log.warning("database_unreachable", error=str(error)[:300])
        connection.close()
        return None


def _plan() -> list[Planned]:
    known = {venue.code: venue for venue in venues()}
    sizes = {instrument.symbol: instrument.max_size for instrument in instruments()}
    return [
        Planned(known[listing.venue], listing, sizes[listing.symbol])
        for listing in venue_instruments()
        if listing.venue in known and listing.symbol in sizes
    ]
