"""Frozen values of reference data: what other apps see instead of rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class _Choice(StrEnum):
    @classmethod
    def values(cls) -> list[str]:
        return [member.value for member in cls]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.value.replace("_", " ").capitalize()) for member in cls]


class Status(_Choice):
    """SUSPENDED can come back, CLOSED cannot."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


class Category(_Choice):
    """The client category of MiFID II."""

    RETAIL = "RETAIL"
    PROFESSIONAL = "PROFESSIONAL"
    ELIGIBLE_COUNTERPARTY = "ELIGIBLE_COUNTERPARTY"


class Tier(_Choice):
    A = "A"
    B = "B"
    C = "C"


class Funding(_Choice):
    PREFUNDED = "PREFUNDED"
    CREDIT = "CREDIT"


@dataclass(frozen=True, slots=True)
class AssetSpec:
    """``precision``: decimals an amount may have; ``display_precision``: decimals people see."""

    code: str
    precision: int
    display_precision: int
    is_fiat: bool = False


@dataclass(frozen=True, slots=True)
class InstrumentSpec:
    """Prices in quote per one base, sizes in base."""

    symbol: str
    base: AssetSpec
    quote: AssetSpec
    price_tick: Decimal
    size_step: Decimal
    min_size: Decimal
    max_size: Decimal
    status: Status = Status.ACTIVE


@dataclass(frozen=True, slots=True)
class VenueInstrumentSpec:
    """An instrument as one venue trades it. ``taker_bps``: fee in basis points of the notional."""

    venue: str
    symbol: str
    venue_symbol: str
    tick: Decimal
    lot: Decimal
    min_quantity: Decimal
    max_quantity: Decimal
    min_notional: Decimal
    taker_bps: Decimal


@dataclass(frozen=True, slots=True)
class VenueSpec:
    """``base_url`` blank: the public addresses of the dialect's own exchange."""

    code: str
    name: str
    base_url: str
    dialect: str
    status: Status


@dataclass(frozen=True, slots=True)
class VenueAccountSpec:
    """The desk's account at a venue; its secret is in the settings."""

    id: UUID
    venue: VenueSpec
    name: str
    api_key: str
    status: Status


@dataclass(frozen=True, slots=True)
class CounterpartySpec:
    id: UUID
    firm_id: UUID
    name: str
    category: Category
    tier: Tier
    funding: Funding
    settlement_days: int
    status: Status
