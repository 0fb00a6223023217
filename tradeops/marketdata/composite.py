"""One mid out of many books: fresh ones that agree. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median

from tradeops.kernel.errors import Unavailable
from tradeops.marketdata.freshness import judged
from tradeops.marketdata.types import Book, BookState


@dataclass(frozen=True, slots=True)
class CompositeRules:
    """``outlier_bps``: how far a mid may lie from the median.

    ``min_sources``: how many must agree, or all venues that list the instrument where they are fewer.
    """

    max_age: timedelta
    outlier_bps: Decimal
    min_sources: int


# Simulated and real venues alike send depth at least once a second.
DEFAULT_RULES = CompositeRules(max_age=timedelta(seconds=3), outlier_bps=Decimal(100), min_sources=2)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A venue left out: STALE, INVALID, SYNCING, EMPTY, ONE_SIDED or OUTLIER."""

    venue: str
    reason: str


@dataclass(frozen=True, slots=True)
class CompositeMid:
    """The median of the mids of ``used``."""

    mid: Decimal
    used: tuple[str, ...]
    dropped: tuple[Dropped, ...]


def mid(books: Iterable[Book], now: datetime, rules: CompositeRules) -> CompositeMid:
    """The median mid of the fresh books that agree.

    Raises Unavailable ``MARKET_DATA_MISSING`` when no venue has a book, ``MARKET_DATA_STALE`` when too few are
    fresh and valid, ``MARKET_DATA_THIN`` when too few of those agree.
    """
    current = [judged(book, now, rules.max_age) for book in books]
    # An instrument that one venue alone lists has no second opinion to wait for.
    needed = min(rules.min_sources, max(1, len(current)))
    dropped = [Dropped(book.venue, _unusable(book)) for book in current if _unusable(book)]
    mids = {book.venue: book.mid for book in current if not _unusable(book) and book.mid is not None}
    if all(drop.reason in {"EMPTY", "SYNCING"} for drop in dropped) and not mids:
        raise Unavailable("MARKET_DATA_MISSING", "no venue has a book", dropped=dropped)
    if len(mids) < needed:
        stale = any(drop.reason in {"STALE", "INVALID"} for drop in dropped)
        _refuse("MARKET_DATA_STALE" if stale else "MARKET_DATA_THIN", dropped)
    middle = median(mids.values())
    far = middle * rules.outlier_bps.scaleb(-4)
    agreeing = {venue: mid for venue, mid in mids.items() if abs(mid - middle) <= far}
    dropped += [Dropped(venue, "OUTLIER") for venue in mids if venue not in agreeing]
    if len(agreeing) < needed:
        _refuse("MARKET_DATA_THIN", dropped)
    return CompositeMid(median(agreeing.values()), tuple(agreeing), tuple(dropped))


def _unusable(book: Book) -> str:
    if book.state is not BookState.VALID:
        return book.state.name
    return "ONE_SIDED" if book.mid is None else ""


def _refuse(code: str, dropped: Sequence[Dropped]) -> None:
    raise Unavailable(code, "too few venues agree on a fresh price", dropped=list(dropped))
