"""Reads of reference data, as frozen values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from tradeops.access.policies import authorise
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import NotFound
from tradeops.reference.models import (
    Asset,
    Counterparty,
    FeeSchedule,
    Instrument,
    Venue,
    VenueAccount,
    VenueInstrument,
)
from tradeops.reference.selectors.memory import remembered
from tradeops.reference.selectors.specs import (
    asset_spec,
    counterparty_spec,
    instrument_spec,
    venue_account_spec,
    venue_instrument_spec,
    venue_spec,
)
from tradeops.reference.types import (
    AssetSpec,
    CounterpartySpec,
    InstrumentSpec,
    Status,
    VenueAccountSpec,
    VenueInstrumentSpec,
    VenueSpec,
)

_ACTIVE_ACCOUNTS = """
SELECT account.id FROM reference_venueaccount account JOIN reference_venue venue ON venue.code = account.venue_id
WHERE account.status = 'ACTIVE' AND venue.status = 'ACTIVE'
"""
_ACTIVE_LISTINGS = """
SELECT listing.id FROM reference_venueinstrument listing
JOIN reference_venue venue ON venue.code = listing.venue_id
JOIN reference_instrument instrument ON instrument.symbol = listing.instrument_id
WHERE listing.status = 'ACTIVE' AND venue.status = 'ACTIVE' AND instrument.status = 'ACTIVE'
    AND (%s::text IS NULL OR listing.instrument_id = %s)
"""


def asset(code: str) -> AssetSpec:
    """Raises NotFound ``ASSET_NOT_FOUND``."""
    return _asset_terms(code)


@remembered
def _asset_terms(code: str) -> AssetSpec:
    row = Asset.objects.filter(pk=code).first()
    if row is None:
        raise NotFound("ASSET_NOT_FOUND", f"no asset {code}")
    return asset_spec(row)


def assets() -> list[AssetSpec]:
    return [asset_spec(row) for row in Asset.objects.all()]


def instrument(symbol: str) -> InstrumentSpec:
    """With its status: the caller decides. Raises NotFound ``INSTRUMENT_NOT_FOUND``."""
    status = _rows("SELECT status FROM reference_instrument WHERE symbol = %s", symbol)
    if not status:
        raise NotFound("INSTRUMENT_NOT_FOUND", f"no instrument {symbol}")
    return replace(instrument_terms(symbol), status=Status(status[0][0]))


def instruments() -> list[InstrumentSpec]:
    """The active ones, by symbol."""
    rows = Instrument.objects.select_related("base", "quote").filter(status=Status.ACTIVE)
    return [instrument_spec(row) for row in rows]


def instruments_for(actor: Actor) -> list[InstrumentSpec]:
    """What ``actor`` may ask a price for, with the published sizes."""
    authorise(actor, "reference.list_instruments")
    return instruments()


def venues() -> list[VenueSpec]:
    """The active ones, by code."""
    return [venue_spec(row) for row in Venue.objects.filter(status=Status.ACTIVE)]


def venue_accounts() -> list[VenueAccountSpec]:
    """The active accounts at active venues."""
    active = {key for (key,) in _rows(_ACTIVE_ACCOUNTS)}
    return [spec for spec in _accounts() if spec.id in active]


def venue_account(account_id: UUID) -> VenueAccountSpec:
    """One account whatever its status, as resolving old orders needs. Raises NotFound."""
    found = next((spec for spec in _accounts() if spec.id == account_id), None)
    if found is None:
        raise NotFound("VENUE_ACCOUNT_NOT_FOUND", "no such venue account")
    return found


def venue_instruments(symbol: str | None = None) -> list[VenueInstrumentSpec]:
    """Where ``symbol`` (or anything) can be traded now: active listings at active venues, with today's fee.

    A venue whose fee is not known is left out: nothing is priced as if it were free.
    """
    active = {key for (key,) in _rows(_ACTIVE_LISTINGS, symbol, symbol)}
    return [spec for key, spec in _listings(symbol) if key in active]


def counterparty(counterparty_id: UUID) -> CounterpartySpec:
    """Raises NotFound ``COUNTERPARTY_NOT_FOUND``."""
    return _counterparty("SELECT id, status FROM reference_counterparty WHERE id = %s", counterparty_id)


def counterparty_of(firm_id: UUID) -> CounterpartySpec:
    """The counterparty of a client firm. Raises NotFound ``COUNTERPARTY_NOT_FOUND``."""
    return _counterparty("SELECT id, status FROM reference_counterparty WHERE firm_id = %s", firm_id)


def counterparties(actor: Actor) -> list[CounterpartySpec]:
    """Those ``actor`` may see: all for the desk, its own for a client."""
    return [counterparty_spec(row) for row in Counterparty.objects.visible_to(actor)]


def _counterparty(query: str, key: UUID) -> CounterpartySpec:
    found = _rows(query, key)
    if not found:
        raise NotFound("COUNTERPARTY_NOT_FOUND", "no such counterparty")
    id, status = found[0]
    return replace(counterparty_terms(id), status=Status(status))


@remembered
def instrument_terms(symbol: str) -> InstrumentSpec:
    """A known instrument as it was some seconds ago at most, for what does not depend on its status."""
    return instrument_spec(Instrument.objects.select_related("base", "quote").get(pk=symbol))


@remembered
def counterparty_terms(counterparty_id: UUID) -> CounterpartySpec:
    """A known counterparty as it was some seconds ago at most, for what does not depend on its status."""
    return counterparty_spec(Counterparty.objects.as_system().get(pk=counterparty_id))


@remembered
def _accounts() -> list[VenueAccountSpec]:
    """Every venue account, active or not."""
    return [venue_account_spec(row) for row in VenueAccount.objects.select_related("venue")]


@remembered
def _listings(symbol: str | None) -> list[tuple[int, VenueInstrumentSpec]]:
    """Every listing whose venue has a fee, active or not."""
    fees = FeeSchedule.objects.filter(venue=OuterRef("venue"), valid_from__lte=Now()).order_by("-valid_from")
    rows = VenueInstrument.objects.annotate(taker_bps=Subquery(fees.values("taker_bps")[:1]))
    rows = rows.filter(taker_bps__isnull=False)
    if symbol is not None:
        rows = rows.filter(instrument=symbol)
    return [(row.pk, venue_instrument_spec(row, row.taker_bps)) for row in rows]


def _rows(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
