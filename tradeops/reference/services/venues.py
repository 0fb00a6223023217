"""Venues, the desk's accounts there, what they list and what they charge."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.reference import events
from tradeops.reference.models import FeeSchedule, Instrument, Venue, VenueAccount, VenueInstrument
from tradeops.reference.selectors import specs
from tradeops.reference.services.writing import lock, move, require_reason, save
from tradeops.reference.types import Status, VenueAccountSpec, VenueSpec


@transaction.atomic
def create_venue(
    *,
    actor: Actor,
    code: str,
    name: str,
    taker_bps: Decimal,
    maker_bps: Decimal,
    base_url: str = "",
    dialect: str = "binance",
    reason: str = "",
) -> VenueSpec:
    """Add a venue with its fees in basis points of the notional.

    ``base_url`` blank means the public addresses of the dialect's own exchange.
    """
    authorise(actor, "reference.create_venue")
    venue = Venue(code=code, name=name, base_url=base_url.rstrip("/"), dialect=dialect)
    save(venue, actor=actor, reason=reason)
    _record(actor, events.VENUE_CREATED, code, {"base_url": venue.base_url, "dialect": dialect}, reason)
    _add_fee(actor, venue, taker_bps, maker_bps, database_now(), reason)
    return specs.venue_spec(venue)


@transaction.atomic
def set_venue_status(*, actor: Actor, code: str, status: Status, reason: str) -> VenueSpec:
    """Stop or resume using a venue: a suspended one is neither priced from nor traded at."""
    authorise(actor, "reference.set_venue_status")
    require_reason(reason)
    venue = lock(Venue.objects.all(), code)
    was = venue.status
    move(venue, status)
    save(venue, actor=actor, reason=reason)
    _record(actor, events.VENUE_STATUS_SET, code, {"was": was, "status": status.value}, reason)
    return specs.venue_spec(venue)


@transaction.atomic
def set_venue_address(*, actor: Actor, code: str, base_url: str, reason: str) -> VenueSpec:
    """Reach a venue at another address from now on: everything that talks to it follows."""
    authorise(actor, "reference.set_venue_address")
    require_reason(reason)
    venue = lock(Venue.objects.all(), code)
    was, venue.base_url = venue.base_url, base_url.rstrip("/")
    save(venue, actor=actor, reason=reason)
    _record(actor, events.VENUE_ADDRESS_SET, code, {"was": was, "base_url": venue.base_url}, reason)
    return specs.venue_spec(venue)


@transaction.atomic
def create_venue_account(*, actor: Actor, venue: str, name: str, api_key: str, reason: str = "") -> VenueAccountSpec:
    """Register the desk's account. Only the id of the key is stored; its secret stays in the settings."""
    authorise(actor, "reference.create_venue_account")
    account = VenueAccount(venue=lock(Venue.objects.all(), venue), name=name, api_key=api_key)
    save(account, actor=actor, reason=reason)
    _record(actor, events.VENUE_ACCOUNT_CREATED, venue, {"account_id": account.id, "name": name}, reason)
    return specs.venue_account_spec(account)


@transaction.atomic
def list_at_venue(
    *,
    actor: Actor,
    venue: str,
    symbol: str,
    venue_symbol: str,
    tick: Decimal,
    lot: Decimal,
    min_quantity: Decimal,
    max_quantity: Decimal,
    min_notional: Decimal = Decimal(0),
    reason: str = "",
) -> None:
    """Say how ``venue`` trades ``symbol`` from now on: its own symbol, increments and bounds."""
    authorise(actor, "reference.list_at_venue")
    venue_row, instrument_row = lock(Venue.objects.all(), venue), lock(Instrument.objects.all(), symbol)
    known = VenueInstrument.objects.filter(venue=venue_row, instrument=instrument_row).first()
    listing = known or VenueInstrument(venue=venue_row, instrument=instrument_row)
    listing.venue_symbol, listing.tick, listing.lot = venue_symbol, tick, lot
    listing.min_quantity, listing.max_quantity, listing.min_notional = min_quantity, max_quantity, min_notional
    save(listing, actor=actor, reason=reason)
    payload = {"symbol": symbol, "venue_symbol": venue_symbol, "tick": tick, "lot": lot}
    _record(actor, events.VENUE_INSTRUMENT_LISTED, venue, payload, reason)


@transaction.atomic
def set_fee(
    *,
    actor: Actor,
    venue: str,
    taker_bps: Decimal,
    maker_bps: Decimal,
    valid_from: datetime | None = None,
    reason: str = "",
) -> None:
    """Set what ``venue`` charges from ``valid_from`` (default: now) on, in basis points of the notional."""
    authorise(actor, "reference.set_fee")
    row = lock(Venue.objects.all(), venue)
    _add_fee(actor, row, taker_bps, maker_bps, valid_from or database_now(), reason)


def _add_fee(
    actor: Actor, venue: Venue, taker_bps: Decimal, maker_bps: Decimal, valid_from: datetime, reason: str
) -> None:
    fee = FeeSchedule(venue=venue, taker_bps=taker_bps, maker_bps=maker_bps, valid_from=valid_from)
    save(fee, actor=actor, reason=reason)
    payload = {"taker_bps": taker_bps, "maker_bps": maker_bps, "valid_from": valid_from.isoformat()}
    _record(actor, events.VENUE_FEE_SET, venue.code, payload, reason)


def _record(actor: Actor, name: str, venue: str, payload: dict[str, object], reason: str) -> None:
    append(
        actor=actor,
        name=name,
        subject=events.subject("venue", venue),
        firm_id=None,
        payload={"venue": venue, **payload},
        reason=reason,
    )
