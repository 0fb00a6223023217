"""Trades, hedge orders, residuals."""

from __future__ import annotations

from uuid import UUID

from tests.oms.booking import book
from tests.permissions.table import Row
from tests.permissions.world import World


def trade_of_firm_a(world: World) -> dict[str, UUID]:
    return {"trade_id": book(firm_id=world.firms["A"])}


ROWS = [
    Row("api_trades", "GET", "oms.view_trades"),
    Row("api_trade", "GET", "oms.view_trades", owned=trade_of_firm_a),
    Row("api_orders", "GET", "oms.view_orders"),
    Row("api_order", "GET", "oms.view_orders"),
    Row("api_residuals", "GET", "oms.view_residuals"),
    Row("api_residual_assign", "POST", "oms.assign_residual"),
    Row("api_residual_hedge", "POST", "oms.hedge_residual"),
    Row("api_residual_close", "POST", "oms.close_residual"),
]
