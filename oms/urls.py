"""Routes of trades, hedge orders and residuals."""

from __future__ import annotations

from django.urls import path

from oms import api

api_urlpatterns = [
    path("trades", api.Trades.as_view(), name="api_trades"),
    path("trades/<uuid:trade_id>", api.OneTrade.as_view(), name="api_trade"),
    path("orders", api.Orders.as_view(), name="api_orders"),
    path("orders/<uuid:order_id>", api.OneOrder.as_view(), name="api_order"),
    path("residuals", api.Residuals.as_view(), name="api_residuals"),
    path("residuals/<uuid:residual_id>/assign", api.Assign.as_view(), name="api_residual_assign"),
    path("residuals/<uuid:residual_id>/hedge", api.Hedge.as_view(), name="api_residual_hedge"),
    path("residuals/<uuid:residual_id>/close", api.Close.as_view(), name="api_residual_close"),
]
