"""Ringing again for the deliveries that no worker has heard of."""

from __future__ import annotations

from django.db import connection

from tradeops.journal import bell
from tradeops.journal.ticks import tick

BATCH = 500
CEILING_SECONDS = 30
# A queue with bells in it has lost none that matters: more of them would only keep its workers from their work.
PATIENCE_SECONDS = 30

_DUE = """
UPDATE journal_delivery d
SET rings = rings + 1, ring_at = clock_timestamp() + make_interval(secs => least(power(2, least(rings, 10) + 1), %s))
WHERE id IN (
    SELECT id FROM journal_delivery
    WHERE state IN ('PENDING', 'CLAIMED') AND ring_at <= clock_timestamp()
        AND (queue <> ALL(%s) OR created_at < clock_timestamp() - make_interval(secs => %s))
    ORDER BY ring_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
)
RETURNING id, queue
"""


@tick("journal.ring", every_ms=500)
def ring_due() -> int:
    """Ring once more for open deliveries whose time has come, each time after a longer pause."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [CEILING_SECONDS, bell.busy_queues(), PATIENCE_SECONDS, BATCH])
        due = cursor.fetchall()
    bell.ring(due, [])
    return len(due)
