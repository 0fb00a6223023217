"""When a venue's "I have no such order" is proof that it never arrived. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

# An order may become visible a moment after it was accepted: one answer proves nothing.
BETWEEN_ANSWERS = timedelta(seconds=3)
# The desk signs at most 4 s after it marked the order sent, and the venue refuses what is 10 s old when it arrives.
ARRIVAL_WINDOW = timedelta(seconds=15)


def never_arrived(*, sent_at: datetime, first_missing_at: datetime | None, asked_at: datetime) -> bool:
    """Whether a second "not found" at ``asked_at`` proves that the order is not and will not be at the venue."""
    if first_missing_at is None:
        return False
    return asked_at - first_missing_at >= BETWEEN_ANSWERS and asked_at - sent_at >= ARRIVAL_WINDOW
