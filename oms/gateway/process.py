"""``manage.py gateway``: all active venue accounts, followed by one process at a time."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import structlog
from django.db import Error, connection

from oms.gateway.database import Database
from oms.gateway.session import AccountSession
from tradeops.kernel.locks import SINGLETON, hold_session
from tradeops.operations.services import beat
from tradeops.reference.selectors import venue_accounts, venue_instruments
from tradeops.reference.types import VenueAccountSpec, VenueInstrumentSpec

log = structlog.get_logger(__name__)
LOCK = "gateway"
LOCK_SECONDS = 0.5
PLAN_SECONDS = 5.0
BEAT_SECONDS = 2.0

Plan = list[tuple[VenueAccountSpec, tuple[VenueInstrumentSpec, ...]]]


class GatewayProcess:
    """Leads while it holds the lock; a second one stands by. Two voices on one credential would be one too many."""

    def __init__(self) -> None:
        # The lock lives as long as its connection, which belongs to this one thread.
        self._lock_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gateway-lock")
        self._database = Database()
        self._leading = False
        self._plan: dict[UUID, tuple[VenueAccountSpec, tuple[VenueInstrumentSpec, ...]]] = {}
        self._sessions: dict[UUID, tuple[AccountSession, asyncio.Task[None]]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._lead_or_stand_by())
                tasks.create_task(self._follow_plan())
                tasks.create_task(self._beat())
        finally:
            await self._end(list(self._sessions))
            self._database.close()
            self._lock_thread.submit(lambda: connection.close()).result(timeout=5)
            self._lock_thread.shutdown()

    async def _lead_or_stand_by(self) -> None:
        while True:
            loop = asyncio.get_running_loop()
            holds = await loop.run_in_executor(self._lock_thread, _holds_lock)
            if holds != self._leading:
                log.info("gateway_leads" if holds else "gateway_stands_by")
            self._leading = holds
            if not holds:
                await self._end(list(self._sessions))
            await asyncio.sleep(LOCK_SECONDS)

    async def _follow_plan(self) -> None:
        while True:
            if self._leading:
                try:
                    await self._apply(await self._database.call(_plan))
                except Error as error:
                    log.warning("plan_unreadable", error=str(error)[:300])
            await asyncio.sleep(PLAN_SECONDS if self._sessions else LOCK_SECONDS)

    async def _apply(self, plan: Plan) -> None:
        wanted = {account.id: (account, listings) for account, listings in plan}
        await self._end([known for known, terms in self._plan.items() if wanted.get(known) != terms])
        if not self._leading:
            return
        for known, (account, listings) in wanted.items():
            if known not in self._sessions:
                session = AccountSession(account, list(listings), self._database)
                self._plan[known] = account, listings
                self._sessions[known] = session, asyncio.create_task(session.run())

    async def _end(self, accounts: list[UUID]) -> None:
        tasks = []
        for known in accounts:
            self._plan.pop(known, None)
            if (entry := self._sessions.pop(known, None)) is not None:
                entry[1].cancel()
                tasks.append(entry[1])
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _beat(self) -> None:
        while True:
            try:
                await self._database.call(beat, process="gateway", detail=self._detail())
            except Error as error:
                log.warning("gateway_unheard", error=str(error)[:300])
            await asyncio.sleep(BEAT_SECONDS)

    def _detail(self) -> dict[str, Any]:
        sessions = [session for session, _ in self._sessions.values()]
        return {
            "role": "leader" if self._leading else "standby",
            "accounts": {
                f"{session.account.venue.code}/{session.account.name}": {
                    "connected": session.connected,
                    "reconciled": session.reconciled,
                    "unanswered": session.unanswered,
                }
                for session in sessions
            },
        }


def _holds_lock() -> bool:
    try:
        return hold_session(SINGLETON, LOCK)
    except Error as error:
        log.warning("database_unreachable", error=str(error)[:300])
        connection.close()
        return False


def _plan() -> Plan:
    listings = venue_instruments()
    return [
        (account, tuple(listing for listing in listings if listing.venue == account.venue.code))
        for account in venue_accounts()
    ]
