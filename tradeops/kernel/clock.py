"""Time. Deadlines are judged by the database's clock, so that every process agrees."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """This process's UTC time: for display and logs, never for a deadline."""
    return datetime.now(UTC)


def database_now() -> datetime:
    """``clock_timestamp()``: the time at this instant, not at the start of the transaction.

    Call it after the lock is held: a deadline that passed while waiting has passed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
