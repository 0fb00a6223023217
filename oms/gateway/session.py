"""One venue account: its user stream, its polling, and the gate that its health opens and closes."""

from __future__ import annotations

import asyncio

import structlog
from django.db import Error

from oms.gateway.database import Database
from oms.gateway.reconcile import GATEWAY, Reconciler
from oms.services.take_stream import take_stream
from oms.services.venue_sessions import close_gate, open_gate
from tradeops.connectivity.adapter import VenueAdapter
from tradeops.connectivity.services import open_adapter
from tradeops.connectivity.types import Connected, Disconnected, VenueOrder, VenueTrade
from tradeops.kernel.errors import TradeopsError
from tradeops.reference.types import VenueAccountSpec, VenueInstrumentSpec

log = structlog.get_logger(__name__)
RECONCILE_SECONDS = 5.0
ASK_SECONDS = 1.0
RETRY_SECONDS = 0.5
# The reply to a create tells the same as the stream. Whoever comes second finds it recorded, without a lock that the
# other one waits for: what the stream tells lies for one to two of these.
REPLY_FIRST_SECONDS = 0.1


class AccountSession:
    """Runs until cancelled; no failure of venue, database or Valkey ends it."""

    def __init__(self, account: VenueAccountSpec, listings: list[VenueInstrumentSpec], database: Database) -> None:
        self.account = account
        self.connected = False
        self.reconciled = False
        self.unanswered = 0
        self._listings = [listing for listing in listings if listing.venue == account.venue.code]
        self._database = database
        self._missed = asyncio.Event()
        self._told: list[VenueTrade | VenueOrder] = []
        self._heard = asyncio.Event()

    async def run(self) -> None:
        """Close the gate, listen, reconcile, and open it for as long as both go on."""
        while True:
            try:
                adapter = open_adapter(self.account, self._listings)
            except TradeopsError as error:
                log.error("venue_account_unusable", venue=self.account.venue.code, code=error.code)
                await asyncio.sleep(RECONCILE_SECONDS)
                continue
            try:
                await self._follow(adapter)
            except* Exception as crashed:
                log.exception("venue_session_crashed", venue=self.account.venue.code, exc_info=crashed)
            finally:
                self.connected = self.reconciled = False
                await adapter.close()
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self, adapter: VenueAdapter) -> None:
        listings = tuple(self._listings)
        reconciler = Reconciler(self.account.id, self.account.venue.code, listings, adapter, self._database)
        await self._shut()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(adapter))
            tasks.create_task(self._record())
            tasks.create_task(self._reconcile(reconciler))
            tasks.create_task(self._ask(reconciler))

    async def _listen(self, adapter: VenueAdapter) -> None:
        """A connection that comes or goes counts at once; what it tells of orders waits for the reply."""
        async for event in adapter.watch():
            if isinstance(event, Connected | Disconnected):
                self.connected = isinstance(event, Connected)
                await self._shut()
            elif isinstance(event, VenueTrade | VenueOrder):
                self._told.append(event)
                self._heard.set()

    async def _record(self) -> None:
        waiting: list[VenueTrade | VenueOrder] = []
        while True:
            if not waiting:
                await self._heard.wait()
            self._heard.clear()
            await asyncio.sleep(REPLY_FIRST_SECONDS)
            told, waiting, self._told = waiting, self._told, []
            if told:
                await self._take(told)

    async def _take(self, told: list[VenueTrade | VenueOrder]) -> None:
        try:
            foreign = await self._database.call(take_stream, actor=GATEWAY, venue_account_id=self.account.id, told=told)
        except (Error, TradeopsError) as error:
            # Polling brings it again: until it has, nothing new is sent.
            log.warning("stream_event_unrecorded", venue=self.account.venue.code, error=str(error)[:300])
            await self._shut()
            return
        for trade in foreign:
            log.warning("foreign_execution", venue=self.account.venue.code, venue_trade_id=trade.venue_trade_id)

    async def _shut(self) -> None:
        """Send nothing new until the next reconciliation, which starts at once."""
        self.reconciled = False
        self._missed.set()
        try:
            await self._database.call(close_gate, venue_account_id=self.account.id)
        except Error as error:
            # The gate closes by itself when nobody renews it.
            log.warning("gate_not_closed", venue=self.account.venue.code, error=str(error)[:300])

    async def _reconcile(self, reconciler: Reconciler) -> None:
        while True:
            self._missed.clear()
            try:
                await reconciler.everything()
                # What was missed while asking is asked for first.
                if self.connected and not self._missed.is_set():
                    await self._database.call(open_gate, venue_account_id=self.account.id)
                    self.reconciled = True
                if self._missed.is_set():
                    # Lost while the gate was being opened: the later word counts.
                    await self._database.call(close_gate, venue_account_id=self.account.id)
            except (Error, TradeopsError) as error:
                self.reconciled = False
                log.warning("reconciliation_failed", venue=self.account.venue.code, error=str(error)[:300])
                await asyncio.sleep(RETRY_SECONDS)
                continue
            await self._wait(RECONCILE_SECONDS)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._missed.wait(), seconds)
        except TimeoutError:
            return

    async def _ask(self, reconciler: Reconciler) -> None:
        """Between reconciliations: an order in doubt is worth a question every second."""
        while True:
            try:
                self.unanswered = await reconciler.ask_unanswered()
            except (Error, TradeopsError) as error:
                log.warning("question_unanswered", venue=self.account.venue.code, error=str(error)[:300])
            await asyncio.sleep(ASK_SECONDS)
