"""How other apps reach a venue account: inside an event loop, or from a worker without one."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from tradeops.connectivity.adapter import VenueAdapter
from tradeops.connectivity.limiter import SharedLimiter
from tradeops.connectivity.secrets import secret_of
from tradeops.kernel.redis import async_client
from tradeops.reference.types import VenueAccountSpec, VenueInstrumentSpec

Answer = TypeVar("Answer")
CLOSING_SECONDS = 3.0


def open_adapter(account: VenueAccountSpec, listings: list[VenueInstrumentSpec]) -> VenueAdapter:
    """An adapter for ``account``, to be used and closed inside the running event loop.

    ``listings``: what the desk trades there, from ``reference.selectors.venue_instruments``. Raises
    Unavailable ``VENUE_SECRET_MISSING``.
    """
    # ccxt takes more than a second to import, and most processes never talk to a venue.
    from tradeops.connectivity.binance import BinanceAdapter

    limiter = SharedLimiter(async_client(), str(account.id))
    here = [listing for listing in listings if listing.venue == account.venue.code]
    return BinanceAdapter(account, secret_of(account), here, limiter)


def run(work: Coroutine[Any, Any, Answer], *, timeout: float = 15.0) -> Answer:
    """Run ``work`` on this process's venue loop and wait: for workers, which have no event loop.

    The loop lives as long as the process, so that connections to venues stay open between calls.
    """
    return asyncio.run_coroutine_threadsafe(work, _venue_loop()).result(timeout)


async def shared_adapter(account: VenueAccountSpec, listings: list[VenueInstrumentSpec]) -> VenueAdapter:
    """The venue loop's own adapter for ``account``; made anew when the account or its listings changed.

    For coroutines given to ``run``; never closed by the caller.
    """
    known = _ADAPTERS.get(account.id)
    terms = (account, tuple(listings))
    if known is None or known[0] != terms:
        if known is not None:
            await known[1].close()
        _ADAPTERS[account.id] = known = (terms, open_adapter(account, listings))
    return known[1]


_ADAPTERS: dict[UUID, tuple[Any, VenueAdapter]] = {}
_STARTING = threading.Lock()


def _venue_loop() -> asyncio.AbstractEventLoop:
    with _STARTING:
        return _loop_of(os.getpid())


@cache
def _loop_of(process: int) -> asyncio.AbstractEventLoop:
    """One per process id: a loop does not survive a fork."""
    _ADAPTERS.clear()
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="venues", daemon=True).start()
    # A command that ends leaves no connection behind; a worker's child ends without this, and needs it not.
    atexit.register(lambda: asyncio.run_coroutine_threadsafe(_close_adapters(), loop).result(CLOSING_SECONDS))
    return loop


async def _close_adapters() -> None:
    for _, adapter in _ADAPTERS.values():
        await adapter.close()
