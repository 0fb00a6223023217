"""Trades, orders and residuals as the API shows them. Of a trade nothing of the desk's own side is in here."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from oms.models import ChildOrder, Execution, Order, Residual, Trade
from tradeops.kernel.money import plain


class TradeOut(serializers.Serializer):
    id = serializers.UUIDField()
    quote_id = serializers.UUIDField()
    counterparty_id = serializers.UUIDField()
    instrument = serializers.CharField()
    side = serializers.CharField(help_text="The client's side.")
    base_amount = serializers.CharField()
    quote_amount = serializers.CharField()
    price = serializers.CharField()
    value_date = serializers.DateField()
    booked_at = serializers.DateTimeField()


class TradePage(serializers.Serializer):
    items = TradeOut(many=True)
    next = serializers.CharField(allow_null=True)


class ExecutionOut(serializers.Serializer):
    id = serializers.UUIDField()
    venue_trade_id = serializers.CharField()
    price = serializers.CharField()
    quantity = serializers.CharField()
    fee = serializers.CharField()
    fee_asset = serializers.CharField()
    is_late = serializers.BooleanField()
    reported_by = serializers.CharField(help_text="What brought it first: REPLY, STREAM or POLL.")
    executed_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()


class ChildOut(serializers.Serializer):
    id = serializers.UUIDField()
    venue = serializers.CharField()
    client_order_id = serializers.CharField()
    venue_order_id = serializers.CharField()
    limit_price = serializers.CharField()
    quantity = serializers.CharField()
    filled = serializers.CharField()
    average_price = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    code = serializers.CharField()
    unknown_since = serializers.DateTimeField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    executions = ExecutionOut(many=True, required=False)


class OrderOut(serializers.Serializer):
    id = serializers.UUIDField()
    trade_id = serializers.UUIDField(allow_null=True)
    residual_id = serializers.UUIDField(allow_null=True)
    attempt = serializers.IntegerField()
    instrument = serializers.CharField()
    side = serializers.CharField(help_text="The desk's side.")
    quantity = serializers.CharField()
    filled = serializers.CharField()
    average_price = serializers.CharField(allow_null=True)
    lifecycle = serializers.CharField()
    status = serializers.CharField(help_text="FIX OrdStatus.")
    code = serializers.CharField()
    unknown_since = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    children = ChildOut(many=True)


class OrderPage(serializers.Serializer):
    items = OrderOut(many=True)
    next = serializers.CharField(allow_null=True)


class ResidualOut(serializers.Serializer):
    id = serializers.UUIDField()
    order_id = serializers.UUIDField(allow_null=True)
    instrument = serializers.CharField()
    side = serializers.CharField(help_text="What the desk would have to do.")
    quantity = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.CharField()
    owner_role = serializers.CharField()
    assignee = serializers.CharField()
    close_reason = serializers.CharField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class ResidualPage(serializers.Serializer):
    items = ResidualOut(many=True)
    next = serializers.CharField(allow_null=True)


def trade_out(row: Trade) -> dict[str, Any]:
    return {
        "id": row.pk,
        "quote_id": row.source_id,
        "counterparty_id": row.counterparty_id,
        "instrument": row.instrument_id,
        "side": row.side,
        "base_amount": plain(row.base_amount),
        "quote_amount": plain(row.quote_amount),
        "price": plain(row.price),
        "value_date": row.value_date,
        "booked_at": row.booked_at,
    }


def order_out(row: Order, *, executions: bool = False) -> dict[str, Any]:
    """An order with its children, and theirs with their executions where asked for."""
    children = sorted(row.children.all(), key=lambda child: child.pk)
    return {
        "id": row.pk,
        "trade_id": row.trade_id,
        "residual_id": row.residual_id,
        "attempt": row.attempt,
        "instrument": row.instrument_id,
        "side": row.side,
        "lifecycle": row.lifecycle,
        "created_at": row.created_at,
        "done_at": row.done_at,
        **_state(row),
        "children": [_child(child, executions=executions) for child in children],
    }


def residual_out(row: Residual) -> dict[str, Any]:
    plainly = (
        "order_id",
        "side",
        "reason",
        "state",
        "owner_role",
        "assignee",
        "close_reason",
        "opened_at",
        "closed_at",
    )
    return {
        "id": row.pk,
        "instrument": row.instrument_id,
        "quantity": plain(row.quantity),
        **{name: getattr(row, name) for name in plainly},
    }


def _state(row: Order | ChildOrder) -> dict[str, Any]:
    return {
        "quantity": plain(row.quantity),
        "filled": plain(row.filled),
        "average_price": plain(row.average_price),
        "status": row.ord_status,
        "code": row.deny_code,
        "unknown_since": row.unknown_since,
    }


def _child(row: ChildOrder, *, executions: bool) -> dict[str, Any]:
    shown = {
        "id": row.pk,
        "venue": row.venue_id,
        "client_order_id": row.client_order_id,
        "venue_order_id": row.venue_order_id,
        "limit_price": plain(row.limit_price),
        "sent_at": row.sent_at,
        **_state(row),
    }
    if executions:
        found = sorted(row.executions.all(), key=lambda execution: execution.pk)
        shown["executions"] = [_execution(execution) for execution in found]
    return shown


def _execution(row: Execution) -> dict[str, Any]:
    plainly = ("venue_trade_id", "is_late", "executed_at", "recorded_at")
    return {
        "id": row.pk,
        "price": plain(row.price),
        "quantity": plain(row.quantity),
        "fee": plain(row.fee),
        "fee_asset": row.fee_asset_id,
        "reported_by": row.source,
        **{name: getattr(row, name) for name in plainly},
    }
