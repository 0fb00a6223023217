"""The one gapless order of all events, given behind the writers so that nothing can appear in its past."""

from __future__ import annotations

from django.db import connection

from tradeops.journal import readers
from tradeops.journal.records import COLUMNS, Placed, placed
from tradeops.journal.ticks import tick

BATCH = 1000

# A transaction that is still open has an id at or above the snapshot's xmin, so everything below it is final, and what
# has no position yet comes after the last that has one. OFFSET 0 keeps the last step a look into the index:
# the planner expects a whole batch, and would read the journal for it.
_ASSIGN = f"""
WITH last AS (
    SELECT p.position, e.transaction, e.id
    FROM journal_position p JOIN journal_event e ON e.id = p.event_id
    ORDER BY p.position DESC LIMIT 1
), ready AS (
    SELECT e.id, e.transaction FROM journal_event e
    WHERE e.transaction >= coalesce((SELECT transaction FROM last), '0'::xid8)
      AND e.transaction < pg_snapshot_xmin(pg_current_snapshot())
      AND (e.transaction, e.id)
        > (coalesce((SELECT transaction FROM last), '0'::xid8), coalesce((SELECT id FROM last), 0))
    ORDER BY e.transaction, e.id LIMIT %s
), given AS (
    INSERT INTO journal_position (position, event_id)
    SELECT coalesce((SELECT position FROM last), 0) + row_number() OVER (ORDER BY ready.transaction, ready.id), ready.id
    FROM ready
    RETURNING position, event_id
)
SELECT given.position, event.* FROM given CROSS JOIN LATERAL (
    SELECT {COLUMNS} FROM journal_event e WHERE e.id = given.event_id OFFSET 0
) event ORDER BY given.position
"""  # noqa: S608 - a constant


def assign() -> list[Placed]:
    """Give every final event without a position the next ones; those events in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_ASSIGN, [BATCH])
        return [placed(values) for values in cursor.fetchall()]


@tick("journal.positions", every_ms=200, woken=True)
def place() -> None:
    """Assign, and hand what got its place to whoever follows: they need not read it again."""
    if given := assign():
        readers.tell(given)
