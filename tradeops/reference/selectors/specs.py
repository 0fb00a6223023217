"""Rows as the frozen values that other apps see."""

from __future__ import annotations

from decimal import Decimal

from tradeops.reference.models import (
    Asset,
    Counterparty,
    Instrument,
    Venue,
    VenueAccount,
    VenueInstrument,
)
from tradeops.reference.models.asset import AssetKind
from tradeops.reference.types import (
    AssetSpec,
    Category,
    CounterpartySpec,
    Funding,
    InstrumentSpec,
    Status,
    Tier,
    VenueAccountSpec,
    VenueInstrumentSpec,
    VenueSpec,
)


def asset_spec(row: Asset) -> AssetSpec:
    return AssetSpec(row.code, row.precision, row.display_precision, is_fiat=row.kind == AssetKind.FIAT)


def instrument_spec(row: Instrument) -> InstrumentSpec:
    return InstrumentSpec(
        symbol=row.symbol,
        base=asset_spec(row.base),
        quote=asset_spec(row.quote),
        price_tick=row.price_tick,
        size_step=row.size_step,
        min_size=row.min_size,
        max_size=row.max_size,
        status=Status(row.status),
    )


def venue_spec(row: Venue) -> VenueSpec:
    return VenueSpec(row.code, row.name, row.base_url, row.dialect, Status(row.status))


def venue_account_spec(row: VenueAccount) -> VenueAccountSpec:
    return VenueAccountSpec(row.id, venue_spec(row.venue), row.name, row.api_key, Status(row.status))


def venue_instrument_spec(row: VenueInstrument, taker_bps: Decimal) -> VenueInstrumentSpec:
    return VenueInstrumentSpec(
        venue=row.venue_id,
        symbol=row.instrument_id,
        venue_symbol=row.venue_symbol,
        tick=row.tick,
        lot=row.lot,
        min_quantity=row.min_quantity,
        max_quantity=row.max_quantity,
        min_notional=row.min_notional,
        taker_bps=taker_bps,
    )


def counterparty_spec(row: Counterparty) -> CounterpartySpec:
    return CounterpartySpec(
        id=row.id,
        firm_id=row.firm_id,
        name=row.name,
        category=Category(row.category),
        tier=Tier(row.tier),
        funding=Funding(row.funding),
        settlement_days=row.settlement_days,
        status=Status(row.status),
    )
