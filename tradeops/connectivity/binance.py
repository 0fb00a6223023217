"""A venue account on Binance's spot dialect, through ccxt: its signing, errors and sockets, our values.

The raw endpoints are called: ccxt's unified orders truncate amounts, round prices and guess what is missing.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import ccxt

from tradeops.connectivity import parsing
from tradeops.connectivity.checks import unfit
from tradeops.connectivity.client import LOST, open_client
from tradeops.connectivity.errors import no_answer
from tradeops.connectivity.limiter import SharedLimiter
from tradeops.connectivity.outcomes import judge
from tradeops.connectivity.types import (
    CommandResult,
    Connected,
    Disconnected,
    OrderRequest,
    OrderType,
    Outcome,
    UserEvent,
    VenueBalance,
    VenueOrder,
    VenueTrade,
)
from tradeops.kernel.errors import NotFound, TradeopsError
from tradeops.reference.types import VenueAccountSpec, VenueInstrumentSpec

_PAGE = 1000
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 3.0

Call = Callable[[dict[str, Any]], Awaitable[Any]]


class BinanceAdapter:
    """See ``VenueAdapter``. Used inside one event loop; ``close`` it."""

    def __init__(
        self,
        account: VenueAccountSpec,
        secret: str,
        listings: Iterable[VenueInstrumentSpec],
        limiter: SharedLimiter,
    ) -> None:
        self._venue = account.venue.code
        self._client = open_client(account.venue, api_key=account.api_key, secret=secret)
        self._limiter = limiter
        self._listings = {listing.symbol: listing for listing in listings}
        self._symbols = {listing.venue_symbol: listing.symbol for listing in self._listings.values()}

    async def close(self) -> None:
        await self._client.close()
        await self._limiter.close()

    async def create_order(self, request: OrderRequest) -> CommandResult:
        try:
            listing = self._listing(request.symbol)
            if code := unfit(request, listing):
                return CommandResult(Outcome.LOCAL_DENIED, code, "the order does not fit the venue's rules")
            await self._limiter.for_create()
        except TradeopsError as error:
            return CommandResult(Outcome.LOCAL_DENIED, error.code, error.detail)
        parameters = {
            "symbol": listing.venue_symbol,
            "side": request.side.value,
            "type": request.type.value,
            "quantity": format(request.quantity, "f"),
            "newClientOrderId": request.client_order_id,
            "newOrderRespType": "FULL",
        }
        if request.type is OrderType.LIMIT and request.price is not None:
            parameters["price"] = format(request.price, "f")
            parameters["timeInForce"] = request.time_in_force.value
        return await self._command(self._client.private_post_order, parameters, request.symbol)

    async def cancel_order(self, symbol: str, client_order_id: str) -> CommandResult:
        try:
            listing = self._listing(symbol)
            await self._limiter.for_question()
        except TradeopsError as error:
            return CommandResult(Outcome.LOCAL_DENIED, error.code, error.detail)
        parameters = {"symbol": listing.venue_symbol, "origClientOrderId": client_order_id}
        return await self._command(self._client.private_delete_order, parameters, symbol)

    async def query_order(self, symbol: str, client_order_id: str) -> VenueOrder | None:
        parameters = {"symbol": self._listing(symbol).venue_symbol, "origClientOrderId": client_order_id}
        try:
            raw = await self._ask(self._client.private_get_order, parameters)
        except ccxt.OrderNotFound:
            return None
        return parsing.rest_order(raw, symbol)

    async def open_orders(self, symbol: str | None = None) -> list[VenueOrder]:
        parameters = {"symbol": self._listing(symbol).venue_symbol} if symbol else {}
        rows = await self._ask(self._client.private_get_openorders, parameters)
        known = [(row, self._symbols.get(row["symbol"])) for row in rows]
        return [parsing.rest_order(row, ours) for row, ours in known if ours]

    async def trades_since(
        self, symbol: str, *, after_trade_id: str | None = None, since: datetime | None = None
    ) -> list[VenueTrade]:
        parameters: dict[str, Any] = {"symbol": self._listing(symbol).venue_symbol, "limit": _PAGE}
        if after_trade_id is not None:
            parameters["fromId"] = int(after_trade_id) + 1
        elif since is not None:
            parameters["startTime"] = parsing.milliseconds(since)
        else:
            parameters["fromId"] = 0
        trades: list[VenueTrade] = []
        while True:
            rows = await self._ask(self._client.private_get_mytrades, parameters)
            trades += [parsing.rest_trade(row, symbol) for row in rows]
            if len(rows) < _PAGE:
                return trades
            parameters.pop("startTime", None)
            parameters["fromId"] = int(rows[-1]["id"]) + 1

    async def order_trades(self, symbol: str, venue_order_id: str) -> list[VenueTrade]:
        parameters = {"symbol": self._listing(symbol).venue_symbol, "orderId": venue_order_id, "limit": _PAGE}
        rows = await self._ask(self._client.private_get_mytrades, parameters)
        return [parsing.rest_trade(row, symbol) for row in rows]

    async def balances(self) -> list[VenueBalance]:
        answer = await self._ask(self._client.private_get_account, {"omitZeroBalances": "true"})
        return [parsing.balance(row) for row in answer["balances"]]

    async def watch(self) -> AsyncIterator[UserEvent]:
        pause = _FIRST_PAUSE
        while True:
            self._client.forget_losses()
            try:
                await self._client.authenticate({"type": "spot"})
            except ccxt.BaseError:
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            pause = _FIRST_PAUSE
            yield Connected(datetime.now(UTC))
            while (raw := await self._client.reports.get()) is not LOST:
                for event in self._events(raw):
                    yield event
            yield Disconnected(datetime.now(UTC))

    def _events(self, raw: dict[str, Any]) -> list[UserEvent]:
        if raw["e"] == "outboundAccountPosition":
            return [parsing.stream_balance(row) for row in raw["B"]]
        symbol = self._symbols.get(raw.get("s", ""))
        if raw["e"] != "executionReport" or symbol is None:
            return []
        order = parsing.stream_order(raw, symbol)
        return [parsing.stream_trade(raw, symbol), order] if raw["x"] == "TRADE" else [order]

    async def _command(self, call: Call, parameters: dict[str, Any], symbol: str) -> CommandResult:
        try:
            raw = await call(parameters)
        except Exception as error:
            verdict = judge(error)
            return CommandResult(verdict.outcome, verdict.code, str(error)[:500])
        try:
            order, trades = parsing.rest_order(raw, symbol), parsing.reply_trades(raw, symbol)
            return CommandResult(Outcome.CONFIRMED, order=order, trades=trades)
        except (KeyError, ValueError, ArithmeticError, TypeError) as error:
            return CommandResult(Outcome.UNKNOWN, "VENUE_ANSWER_UNREADABLE", repr(error)[:500])

    async def _ask(self, call: Call, parameters: dict[str, Any]) -> Any:
        await self._limiter.for_question()
        try:
            return await call(parameters)
        except ccxt.OrderNotFound:
            raise
        except ccxt.BaseError as error:
            raise no_answer(self._venue, error) from error

    def _listing(self, symbol: str) -> VenueInstrumentSpec:
        if symbol not in self._listings:
            raise NotFound("NOT_LISTED", f"{symbol} is not traded at {self._venue}")
        return self._listings[symbol]
