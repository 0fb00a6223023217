"""Reads of market data for pricing and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from redis.exceptions import RedisError

from tradeops.kernel.clock import now as current_time
from tradeops.kernel.errors import Unavailable
from tradeops.kernel.redis import client
from tradeops.marketdata import composite
from tradeops.marketdata.codec import CodecError, decode
from tradeops.marketdata.composite import DEFAULT_RULES, CompositeMid
from tradeops.marketdata.freshness import judged
from tradeops.marketdata.keys import book_key
from tradeops.marketdata.types import Book, BookState
from tradeops.reference.selectors import instruments, venue_instruments
from tradeops.reference.types import VenueInstrumentSpec

# The last bytes seen for a key and the book in them: a book that did not change is not decoded again.
_DECODED: dict[str, tuple[bytes, Book]] = {}


@dataclass(frozen=True, slots=True)
class MarketStrip:
    """An instrument at a glance. ``age_ms`` is that of the oldest fresh source; None: there is none."""

    symbol: str
    bid: Decimal | None
    offer: Decimal | None
    mid: Decimal | None
    age_ms: int | None
    fresh: int
    total: int


def books(
    symbol: str, *, listings: Sequence[VenueInstrumentSpec] | None = None, now: datetime | None = None
) -> list[Book]:
    """The books of ``symbol`` at the venues that list it, each with its state judged by age.

    A venue without a book has an EMPTY one. Pass ``listings`` when they were read already. Raises Unavailable
    ``MARKET_DATA_MISSING`` without Redis.
    """
    if listings is None:
        listings = venue_instruments(symbol)
    return _books(listings, now or current_time())


def mid(symbol: str, *, now: datetime | None = None) -> CompositeMid:
    """The composite mid by the desk's rules. Raises Unavailable ``MARKET_DATA_*``."""
    moment = now or current_time()
    return composite.mid(books(symbol, now=moment), moment, DEFAULT_RULES)


def current_mid(symbol: str) -> Decimal:
    """The composite mid alone. Raises Unavailable ``MARKET_DATA_*``."""
    return mid(symbol).mid


def require_market(symbol: str) -> None:
    """Raise Unavailable ``MARKET_DATA_*`` unless ``symbol`` has a fresh price now."""
    mid(symbol)


def market_strip(*, now: datetime | None = None) -> list[MarketStrip]:
    """Every active instrument at a glance; channel ``books:<symbol>`` tells when to look again."""
    moment = now or current_time()
    listings = venue_instruments()
    current = _books(listings, moment)
    return [
        _strip(spec.symbol, [book for book in current if book.symbol == spec.symbol], moment) for spec in instruments()
    ]


def _books(listings: Sequence[VenueInstrumentSpec], now: datetime) -> list[Book]:
    if not listings:
        return []
    keys = [book_key(listing.symbol, listing.venue) for listing in listings]
    try:
        found: Any = client().mget(keys)
    except (RedisError, OSError) as error:
        raise Unavailable("MARKET_DATA_MISSING", "the books cannot be read") from error
    max_age = DEFAULT_RULES.max_age
    return [
        judged(_decoded(key, data, listing, now), now, max_age)
        for key, data, listing in zip(keys, found, listings, strict=True)
    ]


def _decoded(key: str, data: bytes | None, listing: VenueInstrumentSpec, now: datetime) -> Book:
    if data is None:
        return _blank(listing, BookState.EMPTY, now)
    known = _DECODED.get(key)
    if known is not None and known[0] == data:
        return known[1]
    try:
        book = decode(data)
    except CodecError:
        return _blank(listing, BookState.INVALID, now, reason="CODEC")
    _DECODED[key] = (data, book)
    return book


def _blank(listing: VenueInstrumentSpec, state: BookState, now: datetime, *, reason: str = "") -> Book:
    return Book(listing.venue, listing.symbol, listing.tick, listing.lot, 0, state, (), (), None, now, reason)


def _strip(symbol: str, current: Sequence[Book], now: datetime) -> MarketStrip:
    fresh = [book for book in current if book.state is BookState.VALID]
    try:
        middle = composite.mid(current, now, DEFAULT_RULES).mid
    except Unavailable:
        middle = None
    ages = [(now - book.received_at).total_seconds() for book in fresh]
    return MarketStrip(
        symbol=symbol,
        bid=max((book.bids[0].price for book in fresh if book.bids), default=None),
        offer=min((book.asks[0].price for book in fresh if book.asks), default=None),
        mid=middle,
        age_ms=round(max(ages) * 1000) if ages else None,
        fresh=len(fresh),
        total=len(current),
    )
