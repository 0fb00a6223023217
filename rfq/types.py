"""The values that cross the borders of rfq."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Side(StrEnum):
    """The client's side."""

    BUY = "BUY"
    SELL = "SELL"


class RequestSide(StrEnum):
    """What a client asks for: one side, or both without showing which."""

    BUY = "BUY"
    SELL = "SELL"
    TWO_WAY = "TWO_WAY"

    @property
    def sides(self) -> tuple[Side, ...]:
        return (Side.BUY, Side.SELL) if self is RequestSide.TWO_WAY else (Side(self.value),)


class Category(StrEnum):
    """Why a client is refused, in the Investment Association's terms: a category, never a threshold."""

    CREDIT = "CREDIT"
    RISK_LIMIT = "RISK_LIMIT"
    PRICE_MOVED = "PRICE_MOVED"
    TOO_SLOW = "TOO_SLOW"
    UNSUPPORTED = "UNSUPPORTED"


@dataclass(frozen=True, slots=True)
class RfqDraft:
    """A request as a client typed it: exactly one of ``quantity`` (base) and ``counter_amount`` (quote currency)."""

    instrument: str
    side: str
    quantity: str | None
    counter_amount: str | None
    client_rfq_id: str


@dataclass(frozen=True, slots=True)
class Terms:
    """A request that was checked: one of the two sizes is set."""

    instrument: str
    side: RequestSide
    quantity: Decimal | None
    counter_amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a quote. The amounts are the contract, the price is display.

    ``markup`` is the part of ``quote_amount`` that the desk earns, in the quote currency.
    """

    side: Side
    price: Decimal
    base_amount: Decimal
    quote_amount: Decimal
    markup: Decimal


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted quote and the trade it became."""

    quote_id: UUID
    rfq_id: UUID
    trade_id: UUID
    side: Side
    price: Decimal
    base_amount: Decimal
    quote_amount: Decimal
    accepted_at: datetime
