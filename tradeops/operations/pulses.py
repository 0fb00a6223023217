"""The relay's part in knowing who is alive: its own beat, and a task through every queue.

A worker can hold its connection and consume nothing. Only what came out of a queue proves that it is served.
"""

from __future__ import annotations

from datetime import timedelta

from tradeops.journal import bell
from tradeops.journal.queues import QUEUES
from tradeops.journal.ticks import tick
from tradeops.kernel.clock import database_now
from tradeops.operations.services import beat, prune_heartbeats

TASK = "operations.pulse"
EVERY_MS = 5_000


@tick("operations.pulse", every_ms=EVERY_MS)
def pulse() -> None:
    """Beat for the relay and send a pulse through each queue; one that nobody takes up in time is dropped."""
    beat("relay")
    sent_at = database_now()
    for queue in QUEUES:
        bell.send(TASK, queue, [queue, sent_at.isoformat()], expires=sent_at + timedelta(milliseconds=EVERY_MS))


@tick("operations.prune_heartbeats", every_ms=60_000)
def prune() -> None:
    prune_heartbeats()
