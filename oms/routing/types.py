"""What routing looks at and what it answers. Quantities are base, prices quote per base."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

from tradeops.marketdata.types import Book
from tradeops.reference.types import VenueInstrumentSpec

Side = Literal["BUY", "SELL"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One venue as it can be used now: its book, its rules with the taker fee, and what the desk can spend there."""

    account_id: UUID
    book: Book
    listing: VenueInstrumentSpec
    free_base: Decimal
    free_quote: Decimal


@dataclass(frozen=True, slots=True)
class Slice:
    """An immediate-or-cancel limit order at one venue. ``notional`` and ``fees`` are what the book promises."""

    venue: str
    quantity: Decimal
    limit_price: Decimal
    notional: Decimal
    fees: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """Slices in the order in which a sweep uses their venues, and what no venue takes."""

    side: Side
    slices: tuple[Slice, ...]
    remainder: Decimal

    @property
    def quantity(self) -> Decimal:
        return sum((slice.quantity for slice in self.slices), Decimal(0))

    @property
    def all_in(self) -> Decimal:
        """Quote paid (BUY) or received (SELL) after fees."""
        notional = sum((slice.notional for slice in self.slices), Decimal(0))
        fees = sum((slice.fees for slice in self.slices), Decimal(0))
        return notional + fees if self.side == "BUY" else notional - fees

    @property
    def worst_price(self) -> Decimal | None:
        """The limit furthest from the market; None when there is nothing to send."""
        limits = [slice.limit_price for slice in self.slices]
        return (max(limits) if self.side == "BUY" else min(limits)) if limits else None
