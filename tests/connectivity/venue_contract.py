"""What every adapter must do at a venue. Subclass it and provide ``adapter`` and ``market``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Protocol
from uuid import uuid4

import pytest

from tradeops.connectivity.adapter import VenueAdapter
from tradeops.connectivity.types import (
    Connected,
    OrderRequest,
    OrderStatus,
    OrderType,
    Outcome,
    Side,
    TimeInForce,
    UserEvent,
    VenueBalance,
    VenueOrder,
    VenueTrade,
)

SYMBOL = "BTC-USD"
ONE = Decimal(1)


class Market(Protocol):
    """The venue behind the adapter: a still book with bids 99, 98, ... and asks 101, 102, ... of 1 BTC each."""

    def lose_answer(self, *, processed: bool) -> None:
        """Cut the connection of the next create instead of answering, having acted or not."""

    def answer_late(self) -> None:
        """Answer the next create after the client has given up."""

    def answer_page(self, status: int) -> None:
        """Answer the next create with a page of a proxy."""

    def answer_error(self, code: int, status: int) -> None:
        """Refuse the next create."""

    def kick_user_streams(self) -> None:
        """Cut the sockets of user streams."""


def order(side: Side = Side.BUY, quantity: str = "1", price: str | None = "50", **more: object) -> OrderRequest:
    limit = Decimal(price) if price else None
    return OrderRequest(str(uuid4()), SYMBOL, side, Decimal(quantity), limit, **more)  # type: ignore[arg-type]


async def next_event(events: AsyncIterator[UserEvent], kind: type, seconds: float = 30) -> UserEvent:
    """The next event of ``kind``."""

    async def look() -> UserEvent:
        async for event in events:
            if isinstance(event, kind):
                return event
        raise AssertionError("the stream ended")

    return await asyncio.wait_for(look(), seconds)


@pytest.mark.asyncio
class VenueContract:
    async def test_a_resting_order_is_confirmed_found_and_canceled(self, adapter: VenueAdapter):
        request = order()
        created = await adapter.create_order(request)
        assert created.outcome is Outcome.CONFIRMED
        assert created.order is not None
        assert (created.order.client_order_id, created.order.status) == (request.client_order_id, OrderStatus.NEW)
        found = await adapter.query_order(SYMBOL, request.client_order_id)
        assert found is not None
        assert found.venue_order_id == created.order.venue_order_id
        assert [each.client_order_id for each in await adapter.open_orders()] == [request.client_order_id]
        canceled = await adapter.cancel_order(SYMBOL, request.client_order_id)
        assert canceled.outcome is Outcome.CONFIRMED
        assert canceled.order is not None
        assert (canceled.order.client_order_id, canceled.order.status) == (
            request.client_order_id,
            OrderStatus.CANCELED,
        )
        assert await adapter.open_orders(SYMBOL) == []

    async def test_a_sweep_is_filled_and_its_trades_add_up(self, adapter: VenueAdapter):
        request = order(quantity="2.5", price="103", time_in_force=TimeInForce.IOC)
        created = await adapter.create_order(request)
        assert created.order is not None
        assert created.order.status is OrderStatus.FILLED
        trades = await adapter.order_trades(SYMBOL, created.order.venue_order_id)
        assert [(each.price, each.quantity) for each in trades] == [
            (Decimal(101), ONE),
            (Decimal(102), ONE),
            (Decimal(103), Decimal("0.5")),
        ]
        assert sum(each.price * each.quantity for each in trades) == created.order.filled_notional
        assert all(each.fee > 0 and each.fee_asset and not each.is_maker for each in trades)
        assert await adapter.trades_since(SYMBOL) == trades
        assert await adapter.trades_since(SYMBOL, after_trade_id=trades[0].venue_trade_id) == trades[1:]
        assert await adapter.trades_since(SYMBOL, since=trades[0].at) == trades

    async def test_the_rest_of_an_immediate_order_expires(self, adapter: VenueAdapter):
        created = await adapter.create_order(order(quantity="5", price="102", time_in_force=TimeInForce.IOC))
        assert created.order is not None
        assert (created.order.status, created.order.filled) == (OrderStatus.EXPIRED, Decimal(2))

    async def test_a_market_order_needs_no_price(self, adapter: VenueAdapter):
        created = await adapter.create_order(order(Side.SELL, "1.5", None, type=OrderType.MARKET))
        assert created.order is not None
        assert created.order.filled_notional == Decimal("99") + Decimal("49")

    async def test_an_open_order_locks_its_money(self, adapter: VenueAdapter):
        before = {each.asset: each for each in await adapter.balances()}
        await adapter.create_order(order(price="50"))
        after = {each.asset: each for each in await adapter.balances()}
        locked = after["USD"].locked - before["USD"].locked
        assert locked >= 50  # some venues lock the fee too
        assert after["USD"].free == before["USD"].free - locked

    async def test_what_the_venue_refuses_is_rejected_with_a_code(self, adapter: VenueAdapter):
        refused = await adapter.create_order(order(Side.SELL, "5000", "200"))
        assert (refused.outcome, refused.code) == (Outcome.REJECTED, "VENUE_INSUFFICIENT_FUNDS")
        unknown = await adapter.cancel_order(SYMBOL, str(uuid4()))
        assert (unknown.outcome, unknown.code) == (Outcome.REJECTED, "VENUE_ORDER_NOT_FOUND")

    async def test_what_does_not_fit_never_leaves(self, adapter: VenueAdapter):
        off_tick = await adapter.create_order(order(price="50.001"))
        assert (off_tick.outcome, off_tick.code) == (Outcome.LOCAL_DENIED, "PRICE_OFF_TICK")
        nowhere = await adapter.create_order(OrderRequest(str(uuid4()), "DOGE-USD", Side.BUY, ONE, Decimal(1)))
        assert (nowhere.outcome, nowhere.code) == (Outcome.LOCAL_DENIED, "NOT_LISTED")
        assert await adapter.open_orders() == []

    async def test_the_same_client_id_twice_is_never_two_orders(self, adapter: VenueAdapter):
        request = order()
        await adapter.create_order(request)
        again = await adapter.create_order(request)
        assert (again.outcome, again.code) == (Outcome.UNKNOWN, "VENUE_DUPLICATE_ORDER")
        assert len(await adapter.open_orders()) == 1

    @pytest.mark.parametrize("processed", [True, False])
    async def test_a_lost_answer_is_unknown_until_asked(self, adapter: VenueAdapter, market: Market, processed: bool):
        request = order()
        market.lose_answer(processed=processed)
        lost = await adapter.create_order(request)
        assert lost.outcome is Outcome.UNKNOWN
        found = await adapter.query_order(SYMBOL, request.client_order_id)
        assert (found is not None) is processed
        assert len(await adapter.open_orders()) == processed

    async def test_a_late_answer_is_unknown_and_the_order_lives(self, adapter: VenueAdapter, market: Market):
        request = order()
        market.answer_late()
        late = await adapter.create_order(request)
        assert (late.outcome, late.code) == (Outcome.UNKNOWN, "VENUE_TIMEOUT")
        assert await adapter.query_order(SYMBOL, request.client_order_id) is not None

    async def test_a_page_of_a_proxy_proves_nothing(self, adapter: VenueAdapter, market: Market):
        market.answer_page(502)
        assert (await adapter.create_order(order())).outcome is Outcome.UNKNOWN

    async def test_an_overloaded_venue_has_not_taken_the_order(self, adapter: VenueAdapter, market: Market):
        market.answer_error(-1008, 503)
        refused = await adapter.create_order(order())
        assert (refused.outcome, refused.code) == (Outcome.REJECTED, "VENUE_OVERLOADED")

    async def test_the_stream_tells_every_fill_once_and_exactly(self, adapter: VenueAdapter):
        events = adapter.watch()
        assert isinstance(await next_event(events, Connected), Connected)
        request = order(quantity="3", price="103", time_in_force=TimeInForce.IOC)
        created = await adapter.create_order(request)
        told = [await next_event(events, VenueTrade) for _ in range(3)]
        assert created.order is not None
        balance = await next_event(events, VenueBalance)
        assert balance in await adapter.balances()
        asked = await adapter.order_trades(SYMBOL, created.order.venue_order_id)
        assert [each.client_order_id for each in told if isinstance(each, VenueTrade)] == [request.client_order_id] * 3
        assert [
            (each.venue_trade_id, each.price, each.quantity, each.fee, each.fee_asset)
            for each in told
            if isinstance(each, VenueTrade)
        ] == [(each.venue_trade_id, each.price, each.quantity, each.fee, each.fee_asset) for each in asked]
        await events.aclose()  # type: ignore[attr-defined]

    async def test_a_canceled_order_keeps_its_name_on_the_stream(self, adapter: VenueAdapter):
        events = adapter.watch()
        await next_event(events, Connected)
        request = order()
        await adapter.create_order(request)
        await adapter.cancel_order(SYMBOL, request.client_order_id)
        reports = [await next_event(events, VenueOrder) for _ in range(2)]
        assert [(each.client_order_id, each.status) for each in reports if isinstance(each, VenueOrder)] == [
            (request.client_order_id, OrderStatus.NEW),
            (request.client_order_id, OrderStatus.CANCELED),
        ]
        await events.aclose()  # type: ignore[attr-defined]

    async def test_a_lost_stream_comes_back_and_says_so(self, adapter: VenueAdapter, market: Market):
        events = adapter.watch()
        await next_event(events, Connected)
        market.kick_user_streams()
        await next_event(events, Connected)
        request = order()
        await adapter.create_order(request)
        report = await next_event(events, VenueOrder)
        assert isinstance(report, VenueOrder)
        assert report.client_order_id == request.client_order_id
        await events.aclose()  # type: ignore[attr-defined]
