"""Routes of risk."""

from __future__ import annotations

from django.urls import path

from risk import api

api_urlpatterns = [
    path("exposure", api.Exposure.as_view(), name="api_exposure"),
    path("positions", api.Positions.as_view(), name="api_positions"),
    path("limits", api.Limits.as_view(), name="api_limits"),
    path("trading-state", api.TradingState.as_view(), name="api_trading_state"),
    path("trading-state/halt", api.Halt.as_view(), name="api_halt"),
    path("trading-state/rearm", api.Rearm.as_view(), name="api_rearm"),
]
