"""Whether a book is still news. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tradeops.marketdata.types import Book, BookState


def judged(book: Book, now: datetime, max_age: timedelta) -> Book:
    """``book``, STALE when it was VALID and nothing came for longer than ``max_age``.

    Silence counts from our receipt. A venue whose events reach us later than that behind its own clock is
    as stale as a silent one.
    """
    if book.state is not BookState.VALID:
        return book
    if now - book.received_at > max_age:
        return replace(book, state=BookState.STALE, reason="SILENT")
    if book.event_at is not None and book.received_at - book.event_at > max_age:
        return replace(book, state=BookState.STALE, reason="LATE")
    return book
