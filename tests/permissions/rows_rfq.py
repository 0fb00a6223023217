"""Requests and quotes."""

from __future__ import annotations

from tests.permissions.table import Row

ROWS = [
    Row("api_rfqs", "GET", "rfq.view"),
    Row("api_rfqs", "POST", "rfq.request"),
    Row("api_rfq", "GET", "rfq.view"),
    Row("api_rfq_cancel", "POST", "rfq.cancel"),
    Row("api_quote", "GET", "rfq.view"),
    Row("api_quote_accept", "POST", "rfq.accept"),
]
