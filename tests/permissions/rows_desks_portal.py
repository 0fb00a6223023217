"""The client's pages, and where ``/`` leads."""

from __future__ import annotations

from tests.permissions.table import SIGNED_IN, Row

ROWS = [
    *(Row("home", method, SIGNED_IN) for method in ("GET", "POST")),
    *(Row(route, "GET", "rfq.view") for route in ("portal", "portal_quote", "portal_requests")),
    *(Row(route, "GET", "rfq.request") for route in ("portal_instruments", "portal_size", "portal_echo")),
    *(Row(route, "GET", "settlement.view") for route in ("portal_account", "portal_settlement", "portal_balances")),
    Row("portal_trades", "GET", "oms.view_trades"),
    Row("portal_requests", "POST", "rfq.request"),
    Row("portal_decline", "POST", "rfq.cancel"),
    Row("portal_accept", "POST", "rfq.accept"),
]
