"""Folding the lines of accounts without a floor into their balance rows."""

from __future__ import annotations

from django.db import connection

# A transaction id of the future means that the data came to this server from another one: start again.
_FOLD = """
UPDATE ledger_balance balance
SET folded_to = pg_snapshot_xmin(pg_current_snapshot())
WHERE (
    balance.folded_to < pg_snapshot_xmin(pg_current_snapshot())
    AND EXISTS (
        SELECT 1 FROM ledger_line line
        WHERE line.account_id = balance.account_id
            AND line.created_xid >= balance.folded_to
            AND line.created_xid < pg_snapshot_xmin(pg_current_snapshot())
    )
) OR balance.folded_to > pg_snapshot_xmax(pg_current_snapshot())
"""


def fold() -> int:
    """Move lines that no earlier transaction can still join into the balance rows; how many rows moved.

    Reading gives the same before and after: a reader adds the lines that are not folded yet. The sums are
    computed by the guard of the balance table, so a second or a late caller changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)
        return cursor.rowcount
