"""Hedging a booked trade: the first attempt, and the one that follows it when something is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

from oms.models import Order
from oms.routing.capacity import levels_of, no_venue_takes, smallest_order
from oms.routing.types import Outlet, Side
from oms.services.create_order import Origin, create_order
from oms.services.gather_market import Market, gather_market
from oms.services.residuals import gather_dust, open_residual, settle_hedge
from oms.types import OrderResult
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Unavailable
from tradeops.marketdata.types import BookState
from tradeops.reference.selectors import instrument, venue_instruments
from tradeops.reference.types import InstrumentSpec

# A gateway or a feed that was restarted is back by then; after it a person has to know.
PATIENCE = timedelta(seconds=10)
LAST_ATTEMPT = 2


def hedge_trade(
    *, actor: Actor, trade_id: UUID, symbol: str, side: str, quantity: Decimal, since: datetime
) -> OrderResult:
    """Create the first hedge order of a trade. The desk does at venues what its client did with it.

    Raises Unavailable ``NO_MARKET_YET`` while no venue can be used and ``since`` is not longer ago than PATIENCE,
    so that the delivery is tried again; later the order is denied and becomes a residual.
    """
    spec = instrument(symbol)
    market = _gather(spec, cast(Side, side), quantity, since=since)
    return _create(actor, Origin(trade_id), spec, cast(Side, side), quantity, market, since=since, newer_than=None)


def hedge_by_hand(*, actor: Actor, residual_id: UUID, symbol: str, side: str, quantity: Decimal) -> OrderResult:
    """Create the order by which a dealer hedges a residual. It is not waited for and not routed a second time."""
    spec = instrument(symbol)
    return create_order(
        actor=actor,
        origin=Origin(residual_id=residual_id),
        instrument=spec,
        side=cast(Side, side),
        quantity=quantity,
        market=gather_market(spec, side=cast(Side, side), quantity=quantity),
    )


def follow_up(*, actor: Actor, ended: EventRecord) -> None:
    """Give what an order left when it ended to whom it belongs: a second order, the dust, or the dealers.

    ``ended`` tells what was left then: a fill that came later has a residual of its own. The one retry policy: a
    trade's remainder after proven ends is routed once more, with books newer than the first attempt; a denied order,
    a second attempt and a dealer's own order are not. Raises Unavailable ``NO_MARKET_YET`` as ``hedge_trade`` does.
    """
    told = ended.payload
    filled, left = Decimal(told["filled"]), Decimal(told["remainder"])
    if told["residual_id"] is not None:
        residual_id = UUID(told["residual_id"])
        settle_hedge(actor=actor, residual_id=residual_id, order_id=ended.subject.id, side=told["side"], filled=filled)
    elif left > 0 and no_venue_takes(left, venue_instruments(told["instrument"])):
        _gather_dust(actor, ended, left)
    elif left > 0:
        _hedge_the_rest(actor, ended, left)


def _hedge_the_rest(actor: Actor, ended: EventRecord, left: Decimal) -> None:
    order = Order.objects.get(pk=ended.subject.id)
    spec, side = instrument(order.instrument_id), cast(Side, order.side)
    market = _gather(spec, side, left, since=order.done_at or order.created_at)
    if _is_dust(left, side, market.outlets):
        _gather_dust(actor, ended, left)
    elif order.done_at is not None and order.attempt < LAST_ATTEMPT:
        origin = Origin(order.trade_id, attempt=order.attempt + 1)
        _create(actor, origin, spec, side, left, market, since=order.done_at, newer_than=order.done_at)
    else:
        open_residual(
            actor=actor,
            order=order,
            cause=ended.subject,
            side=order.side,
            quantity=left,
            reason=order.deny_code or "NOT_FILLED",
        )


def _create(
    actor: Actor,
    origin: Origin,
    spec: InstrumentSpec,
    side: Side,
    quantity: Decimal,
    market: Market,
    *,
    since: datetime,
    newer_than: datetime | None,
) -> OrderResult:
    if not market.stopped:
        market = replace(market, outlets=_fresh(market, spec.symbol, since=since, newer_than=newer_than))
    return create_order(actor=actor, origin=origin, instrument=spec, side=side, quantity=quantity, market=market)


def _fresh(market: Market, symbol: str, *, since: datetime, newer_than: datetime | None) -> tuple[Outlet, ...]:
    usable = [outlet for outlet in market.outlets if outlet.book.state is BookState.VALID]
    fresh = tuple(outlet for outlet in usable if newer_than is None or outlet.book.received_at > newer_than)
    if (fresh and len(fresh) == len(usable)) or database_now() - since > PATIENCE:
        return fresh
    raise Unavailable("NO_MARKET_YET", f"no venue for {symbol} is reconciled with a book that is new enough")


def _gather(spec: InstrumentSpec, side: Side, quantity: Decimal, *, since: datetime) -> Market:
    """The market; without any venue when books cannot be read and patience is over."""
    try:
        return gather_market(spec, side=side, quantity=quantity)
    except Unavailable:
        if database_now() - since > PATIENCE:
            return Market((), None, "")
        raise


def _gather_dust(actor: Actor, ended: EventRecord, left: Decimal) -> None:
    told = ended.payload
    gather_dust(actor=actor, order_id=ended.subject.id, symbol=told["instrument"], side=told["side"], quantity=left)


def _is_dust(left: Decimal, side: Side, outlets: Sequence[Outlet]) -> bool:
    """Whether ``left`` is below the smallest order of every venue whose book is known."""
    sizes = [
        smallest
        for outlet in outlets
        if outlet.book.state is BookState.VALID
        and (smallest := smallest_order(levels_of(outlet.book, side), outlet.listing)) is not None
    ]
    return bool(sizes) and left < min(sizes)
