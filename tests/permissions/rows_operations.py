"""Measures, deliveries, health."""

from __future__ import annotations

from tests.permissions.table import PUBLIC, Row

ROWS = [
    Row("api_stages", "GET", "operations.view"),
    Row("api_deliveries", "GET", "operations.view"),
    Row("api_delivery_retry", "POST", "operations.retry_delivery"),
    Row("api_delivery_discard", "POST", "operations.discard_delivery"),
    *(Row(f"operations_{name}", method, PUBLIC) for name in ("healthz", "readyz") for method in ("GET", "POST")),
    *(Row("operations_metrics", method, PUBLIC) for method in ("GET", "POST")),
]
