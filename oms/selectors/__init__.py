"""Reading trades, hedge orders and residuals."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from oms.models import Trade
from oms.selectors.orders import (
    VenueGate,
    open_orders,
    open_residuals,
    order,
    orders,
    orders_of_trade,
    recent_executions,
    residual,
    residuals,
    unknown_orders,
    venue_gates,
)
from tradeops.access.policies import authorise
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import NotFound


def trade(trade_id: UUID) -> Trade:
    """For programs: one trade. Raises NotFound ``TRADE_UNKNOWN``."""
    return _one(Trade.objects.as_system(), trade_id)


def trades(actor: Actor) -> QuerySet[Trade]:
    """The trades that ``actor`` may see, newest first: all for the desk, its own for a client."""
    authorise(actor, "oms.view_trades")
    return Trade.objects.visible_to(actor).select_related("counterparty").order_by("-booked_at", "-id")


def trade_for(actor: Actor, trade_id: UUID) -> Trade:
    """One trade that ``actor`` may see. Raises NotFound ``TRADE_UNKNOWN``, for another firm's too."""
    return _one(trades(actor), trade_id)


def _one(rows: QuerySet[Trade], trade_id: UUID) -> Trade:
    found = rows.filter(pk=trade_id).first()
    if found is None:
        raise NotFound("TRADE_UNKNOWN", "there is no such trade")
    return found


__all__ = [
    "VenueGate",
    "open_orders",
    "open_residuals",
    "order",
    "orders",
    "orders_of_trade",
    "recent_executions",
    "residual",
    "residuals",
    "trade",
    "trade_for",
    "trades",
    "unknown_orders",
    "venue_gates",
]
