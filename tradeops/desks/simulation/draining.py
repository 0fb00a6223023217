"""Waiting until the desk has done everything that it owes, without help."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

from tradeops.journal.selectors import deliveries, unpositioned

PAUSE = 0.2
OPEN = ("PENDING", "CLAIMED")

# Live quotes end by themselves within their life; orders when the venue has had the last word on every child.
_UNFINISHED = {
    "live quotes": "SELECT count(*) FROM rfq_quote WHERE state = 'ACTIVE'",
    "open requests": "SELECT count(*) FROM rfq_rfq WHERE state IN ('PENDING_NEW', 'QUOTING', 'QUOTED', 'PENDING_FILL')",
    "open hedge orders": "SELECT count(*) FROM oms_order WHERE lifecycle NOT IN ('DONE', 'DENIED')",
    "open children": "SELECT count(*) FROM oms_childorder WHERE lifecycle NOT IN ('DONE', 'DENIED')",
}
_RESIDUALS = """
SELECT reason, count(*) FROM oms_residual WHERE opened_at >= %s AND NOT state = 'CLOSED'
GROUP BY reason ORDER BY count(*) DESC, reason
"""


def drain(seconds: float) -> dict[str, int]:
    """Wait until nothing is open any more; what still is after ``seconds``, empty when all was done."""
    deadline = time.monotonic() + seconds
    left = _look(unfinished)
    while left and time.monotonic() < deadline:
        time.sleep(PAUSE)
        left = _look(unfinished)
    return left


def unfinished() -> dict[str, int]:
    """What is open, by kind; kinds with nothing open are left out."""
    counts = {"open deliveries": deliveries(*OPEN).count(), "events without a position": unpositioned()}
    with connection.cursor() as cursor:
        for what, query in _UNFINISHED.items():
            cursor.execute(query)
            counts[what] = cursor.fetchone()[0]
    return {what: count for what, count in counts.items() if count}


def dead_since(start: datetime) -> list[str]:
    """The deliveries made since ``start`` that nobody could carry out."""
    rows = deliveries("DEAD").filter(created_at__gte=start).order_by("id")
    return [f"{row.subscriber} of {row.event.name}: {row.last_error}" for row in rows[:20]]


def residuals_since(start: datetime) -> dict[str, int]:
    """The residuals opened since ``start`` that wait for a dealer, by reason: what the market did not give in time."""
    with connection.cursor() as cursor:
        cursor.execute(_RESIDUALS, [start])
        return dict(cursor.fetchall())


def _look(question: Callable[[], dict[str, int]]) -> dict[str, int]:
    """The answer, also while the database is away for a moment."""
    try:
        return question()
    except (OperationalError, InterfaceError):
        connection.close()
        return {"databases that do not answer": 1}
