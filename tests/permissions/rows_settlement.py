"""Balances, deposits, obligations."""

from __future__ import annotations

from tests.permissions.table import Row

ROWS = [
    Row("api_balances", "GET", "settlement.view"),
    Row("api_deposits", "GET", "settlement.view"),
    Row("api_deposits", "POST", "settlement.record_deposit"),
    Row("api_obligations", "GET", "settlement.view"),
    Row("api_obligation_settle", "POST", "settlement.settle"),
]
