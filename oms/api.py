"""Trades, hedge orders and residuals over REST."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from oms import selectors, shapes
from oms.services.hedge_residual import hedge_residual
from oms.services.residuals import assign_residual, close_residual
from oms.types import Lifecycle
from tradeops.web import inputs
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.idempotency import idempotent
from tradeops.web.pagination import page


class OrderFilter(serializers.Serializer):
    trade = serializers.UUIDField(required=False)
    lifecycle = inputs.ChoiceField(choices=[state.value for state in Lifecycle], required=False)


class ResidualFilter(serializers.Serializer):
    state = inputs.ChoiceField(choices=["OPEN", "ASSIGNED", "CLOSED"], required=False)


class HedgeIn(serializers.Serializer):
    quantity = inputs.AmountField(required=False, help_text="In base; all of it when left out.")


class CloseIn(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class Trades(ApiView):
    commands = {"GET": "oms.view_trades"}
    paged = True

    @extend_schema(operation_id="list_trades", responses=shapes.TradePage)
    def get(self, request: ApiRequest) -> Response:
        """Trades, newest first: your own, or for the desk every client's."""
        rows = selectors.trades(request.actor)
        return Response(page(rows, request, ordering=("-booked_at", "-id"), render=shapes.trade_out))


class OneTrade(ApiView):
    commands = {"GET": "oms.view_trades"}

    @extend_schema(operation_id="get_trade", responses=shapes.TradeOut)
    def get(self, request: ApiRequest, trade_id: UUID) -> Response:
        """One trade."""
        return Response(shapes.trade_out(selectors.trade_for(request.actor, trade_id)))


class Orders(ApiView):
    commands = {"GET": "oms.view_orders"}
    queries = {"GET": OrderFilter}
    paged = True

    @extend_schema(operation_id="list_orders", responses=shapes.OrderPage)
    def get(self, request: ApiRequest) -> Response:
        """The desk's hedge orders with their children, newest first."""
        rows = selectors.orders(request.actor).filter(**request.parameters)
        return Response(page(rows, request, render=shapes.order_out))


class OneOrder(ApiView):
    commands = {"GET": "oms.view_orders"}

    @extend_schema(operation_id="get_order", responses=shapes.OrderOut)
    def get(self, request: ApiRequest, order_id: UUID) -> Response:
        """One hedge order with the executions of its children."""
        return Response(shapes.order_out(selectors.order(request.actor, order_id), executions=True))


class Residuals(ApiView):
    commands = {"GET": "oms.view_residuals"}
    queries = {"GET": ResidualFilter}
    paged = True

    @extend_schema(operation_id="list_residuals", responses=shapes.ResidualPage)
    def get(self, request: ApiRequest) -> Response:
        """What is not hedged, newest first."""
        rows = selectors.residuals(request.actor).filter(**request.parameters)
        return Response(page(rows, request, ordering=("-opened_at", "-id"), render=shapes.residual_out))


class Assign(ApiView):
    commands = {"POST": "oms.assign_residual"}

    @extend_schema(operation_id="assign_residual", request=None, responses=shapes.ResidualOut)
    @idempotent
    def post(self, request: ApiRequest, residual_id: UUID) -> Response:
        """Take a residual over."""
        return Response(shapes.residual_out(assign_residual(actor=request.actor, residual_id=residual_id)))


class Hedge(ApiView):
    commands = {"POST": "oms.hedge_residual"}

    @extend_schema(operation_id="hedge_residual", request=HedgeIn, responses={201: shapes.OrderOut})
    @idempotent
    def post(self, request: ApiRequest, residual_id: UUID) -> Response:
        """Send an order for a residual or a part of it; risk may deny it, which the order's status says."""
        given = inputs.body(HedgeIn, request)
        created = hedge_residual(actor=request.actor, residual_id=residual_id, **given)
        return Response(shapes.order_out(selectors.order(request.actor, created.id)), status=201)


class Close(ApiView):
    commands = {"POST": "oms.close_residual"}

    @extend_schema(operation_id="close_residual", request=CloseIn, responses=shapes.ResidualOut)
    @idempotent
    def post(self, request: ApiRequest, residual_id: UUID) -> Response:
        """Close a residual without an order, and say why: the desk keeps the position."""
        reason = inputs.body(CloseIn, request)["reason"]
        closed = close_residual(actor=request.actor, residual_id=residual_id, reason=reason)
        return Response(shapes.residual_out(closed))
