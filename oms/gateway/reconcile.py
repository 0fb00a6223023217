"""Asking a venue account for everything that a stream may have missed. Asking twice is asking once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from oms.gateway.database import Database
from oms.services.polling import advance_watermark, poll_from, unanswered, unexplained, unrecorded
from oms.services.record_execution import record_execution
from oms.services.report_order import record_absence, record_report
from oms.types import Intake, SentChild, Source
from tradeops.connectivity.adapter import VenueAdapter
from tradeops.connectivity.types import VenueTrade
from tradeops.kernel.actor import system
from tradeops.kernel.clock import database_now
from tradeops.reference.types import VenueInstrumentSpec

log = structlog.get_logger(__name__)
GATEWAY = system("gateway")


@dataclass(frozen=True, slots=True)
class Reconciler:
    """One venue account's questions. Raises VenueUnavailable, Throttled, and what the database raises."""

    account_id: UUID
    venue: str
    listings: tuple[VenueInstrumentSpec, ...]
    adapter: VenueAdapter
    database: Database

    async def everything(self) -> None:
        """Orders without an answer, resting orders, executions since the last poll."""
        await self.ask_unanswered()
        for order in await self.adapter.open_orders():
            ours = await self.database.call(
                record_report, actor=GATEWAY, venue_account_id=self.account_id, report=order
            )
            if not ours:
                log.warning("foreign_order", venue=self.venue, venue_order_id=order.venue_order_id)
        for listing in self.listings:
            await self.poll(listing.symbol, listing.venue_symbol)

    async def ask_unanswered(self) -> int:
        """Ask for every order in doubt or overdue, by its client id; how many there were."""
        children = await self.database.call(unanswered, venue_account_id=self.account_id)
        for child in children:
            await self._ask(child)
        return len(children)

    async def poll(self, symbol: str, venue_symbol: str) -> None:
        """Take in the executions after the mark, and move it; what no order explains is somebody else's."""
        start = await self.database.call(poll_from, venue_account_id=self.account_id, symbol=symbol)
        if start is None:
            return
        trades = await self.adapter.trades_since(symbol, after_trade_id=start.after_trade_id, since=start.since)
        if not trades:
            return
        foreign: list[VenueTrade] = []
        news = await self.database.call(
            unrecorded, venue_account_id=self.account_id, venue_symbol=venue_symbol, trades=trades
        )
        for trade in news:
            if await self._take_in(trade) is Intake.UNMATCHED:
                await self._explain(symbol)
                if await self._take_in(trade) is Intake.UNMATCHED:
                    foreign.append(trade)
        await self.database.call(
            advance_watermark,
            actor=GATEWAY,
            venue_account_id=self.account_id,
            symbol=symbol,
            last_trade_id=trades[-1].venue_trade_id,
            foreign=foreign,
        )

    async def _take_in(self, trade: VenueTrade) -> Intake:
        return await self.database.call(
            record_execution, actor=GATEWAY, venue_account_id=self.account_id, trade=trade, source=Source.POLL
        )

    async def _explain(self, symbol: str) -> None:
        """Learn the venue's id of every order whose fate may explain an execution."""
        for child in await self.database.call(unexplained, venue_account_id=self.account_id, symbol=symbol):
            found = await self.adapter.query_order(child.symbol, child.client_order_id)
            if found is not None:
                await self.database.call(record_report, actor=GATEWAY, venue_account_id=self.account_id, report=found)

    async def _ask(self, child: SentChild) -> None:
        asked_at = await self.database.call(database_now)
        found = await self.adapter.query_order(child.symbol, child.client_order_id)
        if found is None:
            await self.database.call(record_absence, actor=GATEWAY, child_id=child.id, asked_at=asked_at)
            return
        for trade in await self.adapter.order_trades(child.symbol, found.venue_order_id):
            # Known by the client id: the venue's own id may not be recorded yet.
            named = replace(trade, client_order_id=child.client_order_id)
            await self._take_in(named)
        await self.database.call(record_report, actor=GATEWAY, venue_account_id=self.account_id, report=found)
