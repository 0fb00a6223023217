"""Everything a price depends on. What is not in here cannot move a price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rfq.types import Terms
from tradeops.marketdata.types import Book
from tradeops.reference.types import InstrumentSpec

ENGINE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Policy:
    """The pricing policy in force for the client. Basis points are of the mid price."""

    markup_bps: Decimal
    skew_bps: Decimal
    inventory_limit: Decimal
    collar_bps: Decimal
    quote_life_ms: int


@dataclass(frozen=True, slots=True)
class PricingInputs:
    """``inventory`` is the desk's position in base; ``taker_bps`` the fee at each venue; ``at`` their reading."""

    terms: Terms
    instrument: InstrumentSpec
    policy: Policy
    inventory: Decimal
    taker_bps: dict[str, Decimal]
    books: tuple[Book, ...]
    at: datetime
