"""The operations page."""

from __future__ import annotations

from tests.permissions.table import Row

ROWS = [
    Row("desk_operations", "GET", "operations.view"),
    Row("operations_part", "GET", "operations.view"),
    Row("operations_settle", "GET", "settlement.settle"),
    Row("operations_settle", "POST", "settlement.settle"),
    Row("operations_deposit", "POST", "settlement.record_deposit"),
    Row("operations_decide", "GET", "access.list_approvals"),
    Row("operations_decide", "POST", "access.decide_approval"),
    Row("operations_delivery", "GET", "operations.view"),
    Row("operations_retry", "POST", "operations.retry_delivery"),
    Row("operations_discard", "POST", "operations.discard_delivery"),
]
