"""The trader desk: the house looks, dealers and those who may stop trading act."""

from __future__ import annotations

from tests.permissions.table import Row

LOOKS = ("desk_trader", "trader_strip", "trader_requests", "trader_deal", "trader_ladder", "trader_orders")
ROWS = [
    *(Row(route, "GET", "oms.view_orders") for route in LOOKS),
    *(Row(route, "GET", "risk.view") for route in ("trader_positions", "trader_trading")),
    *(Row("trader_halt", method, "risk.halt") for method in ("GET", "POST")),
    *(Row("trader_rearm", method, "risk.rearm") for method in ("GET", "POST")),
    Row("trader_pull_all", "POST", "rfq.pull_quotes"),
    Row("trader_pull_one", "POST", "rfq.cancel"),
    Row("trader_assign", "POST", "oms.assign_residual"),
    Row("trader_hedge", "POST", "oms.hedge_residual"),
    *(Row("trader_close", method, "oms.close_residual") for method in ("GET", "POST")),
]
