"""What the desk asks of a venue account, whatever speaks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from tradeops.connectivity.types import (
    CommandResult,
    OrderRequest,
    UserEvent,
    VenueBalance,
    VenueOrder,
    VenueTrade,
)


class VenueAdapter(Protocol):
    """One venue account.

    Commands (``create_order``, ``cancel_order``) never raise for the venue: they answer with an outcome, and
    are sent at most once. Questions raise ``VenueUnavailable`` when there is no usable answer, and may be
    asked again. Symbols are ours (``BTC-USD``); numbers are Decimals exactly as the venue wrote them.
    """

    async def close(self) -> None:
        """Give sockets and sessions back."""

    async def create_order(self, request: OrderRequest) -> CommandResult:
        """Send ``request`` once. LOCAL_DENIED when it was not sent: off the venue's steps, rate limit, no route.

        After UNKNOWN, ask with ``query_order`` until the venue gives evidence; one "not found" soon after
        sending is none.
        """

    async def cancel_order(self, symbol: str, client_order_id: str) -> CommandResult:
        """Ask to cancel. REJECTED with ``VENUE_ORDER_NOT_FOUND``: it is done already, or was never there."""

    async def query_order(self, symbol: str, client_order_id: str) -> VenueOrder | None:
        """The order with our id, or None when the venue says it has none."""

    async def open_orders(self, symbol: str | None = None) -> list[VenueOrder]:
        """What rests at the venue, of the instruments the desk trades there."""

    async def trades_since(
        self, symbol: str, *, after_trade_id: str | None = None, since: datetime | None = None
    ) -> list[VenueTrade]:
        """Own executions in ascending order of id, all of them: pages are followed to the end."""

    async def order_trades(self, symbol: str, venue_order_id: str) -> list[VenueTrade]:
        """The executions of one order."""

    async def balances(self) -> list[VenueBalance]:
        """Assets with a holding."""

    def watch(self) -> AsyncIterator[UserEvent]:
        """Orders, executions and the balances they changed as they happen, for ever.

        Starts with ``Connected``; a loss gives ``Disconnected`` and each reconnection ``Connected`` again: what
        happened between is not replayed, so the reader asks for it.
        """
