"""The page of one deal."""

from __future__ import annotations

from tests.permissions.table import Row

ROWS = [
    Row("desk_deal", "GET", "operations.view"),
    Row("desk_deal_of", "GET", "operations.view"),
]
