"""Frozen values of market data. Prices are quote per one base, quantities are base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple


class Level(NamedTuple):
    """Everything offered or bid at one price of one venue."""

    price: Decimal
    quantity: Decimal


class BookState(IntEnum):
    """Only a VALID book is priced from. The numbers are part of the codec: never reuse one.

    EMPTY: nothing known, or no orders. SYNCING: waiting for a snapshot. STALE: no word for too long.
    INVALID: a gap, a crossed book or a lost connection; ``Book.reason`` says which.
    """

    EMPTY = 0
    SYNCING = 1
    VALID = 2
    STALE = 3
    INVALID = 4


@dataclass(frozen=True, slots=True)
class Book:
    """One venue's book of one instrument, best levels first, cut at hedgeable depth.

    ``sequence`` is the venue's update id; ``event_at`` the venue's time of the last change, None before the
    first one; ``received_at`` our time of its arrival. Prices are multiples of ``tick``, quantities of ``lot``.
    """

    venue: str
    symbol: str
    tick: Decimal
    lot: Decimal
    sequence: int
    state: BookState
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    event_at: datetime | None
    received_at: datetime
    reason: str = ""

    @property
    def mid(self) -> Decimal | None:
        """Half way between best bid and best offer; None for a one-sided book."""
        if not self.bids or not self.asks:
            return None
        return (self.bids[0].price + self.asks[0].price) / 2
