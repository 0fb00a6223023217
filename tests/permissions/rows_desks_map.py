"""The operations map."""

from __future__ import annotations

from tests.permissions.table import Row

ROWS = [Row("desk_map", "GET", "operations.view")]
