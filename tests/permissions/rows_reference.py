"""What can be dealt in."""

from __future__ import annotations

from tests.permissions.table import Row

ROWS = [
    Row("api_instruments", "GET", "reference.list_instruments"),
    Row("api_counterparties", "GET", "reference.list_counterparties"),
    Row("api_counterparties", "POST", "reference.create_counterparty"),
]
