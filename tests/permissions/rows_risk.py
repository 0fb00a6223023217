"""Exposure, positions, limits and the trading switches."""

from tests.permissions.table import Row

ROWS = [
    Row("api_exposure", "GET", "risk.view_exposure"),
    Row("api_positions", "GET", "risk.view"),
    Row("api_limits", "GET", "risk.view"),
    Row("api_limits", "POST", "risk.set_limit"),
    Row("api_trading_state", "GET", "risk.view"),
    Row("api_halt", "POST", "risk.halt"),
    Row("api_rearm", "POST", "risk.rearm"),
]
