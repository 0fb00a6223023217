"""Assets and instruments."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Invalid
from tradeops.kernel.money import fits, floor_to
from tradeops.reference import events
from tradeops.reference.models import Asset, Instrument
from tradeops.reference.selectors import specs
from tradeops.reference.services.writing import lock, move, require_reason, save
from tradeops.reference.types import AssetSpec, InstrumentSpec, Status


@transaction.atomic
def create_asset(
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: str,
    precision: int,
    display_precision: int,
    reason: str = "",
) -> AssetSpec:
    """Add something that can be owned. ``kind``: FIAT, COIN, TOKEN or STABLECOIN."""
    authorise(actor, "reference.create_asset")
    asset = Asset(code=code, name=name, kind=kind, precision=precision, display_precision=display_precision)
    save(asset, actor=actor, reason=reason)
    append(
        actor=actor,
        name=events.ASSET_CREATED,
        subject=events.subject("asset", code),
        firm_id=None,
        payload={"code": code, "kind": kind, "precision": precision},
        reason=reason,
    )
    return specs.asset_spec(asset)


@transaction.atomic
def create_instrument(
    *,
    actor: Actor,
    base: str,
    quote: str,
    price_tick: Decimal,
    size_step: Decimal,
    min_size: Decimal,
    max_size: Decimal,
    reason: str = "",
) -> InstrumentSpec:
    """Add a spot pair, called ``<base>-<quote>``. Sizes in base, tick in quote per base.

    Raises Invalid ``STEP_TOO_FINE`` when a step needs more decimals than its asset has and
    ``SIZE_OFF_STEP`` when a bound is not a multiple of the step.
    """
    authorise(actor, "reference.create_instrument")
    base_asset, quote_asset = lock(Asset.objects.all(), base), lock(Asset.objects.all(), quote)
    if not fits(size_step, base_asset.precision):
        raise Invalid("STEP_TOO_FINE", f"{base} has {base_asset.precision} decimals", fields={"size_step": []})
    instrument = Instrument(
        symbol=f"{base}-{quote}",
        base=base_asset,
        quote=quote_asset,
        price_tick=price_tick,
        size_step=size_step,
        min_size=min_size,
        max_size=max_size,
    )
    save(instrument, actor=actor, reason=reason)
    for field, size in (("min_size", min_size), ("max_size", max_size)):
        if floor_to(size, size_step) != size:
            raise Invalid("SIZE_OFF_STEP", f"{field} is not a multiple of the size step", fields={field: []})
    append(
        actor=actor,
        name=events.INSTRUMENT_CREATED,
        subject=events.subject("instrument", instrument.symbol),
        firm_id=None,
        payload={
            "symbol": instrument.symbol,
            "price_tick": price_tick,
            "size_step": size_step,
            "min_size": min_size,
            "max_size": max_size,
        },
        reason=reason,
    )
    return specs.instrument_spec(instrument)


@transaction.atomic
def set_instrument_status(*, actor: Actor, symbol: str, status: Status, reason: str) -> InstrumentSpec:
    """Suspend, resume or close an instrument for clients."""
    authorise(actor, "reference.set_instrument_status")
    require_reason(reason)
    instrument = lock(Instrument.objects.all(), symbol)
    was = instrument.status
    move(instrument, status)
    save(instrument, actor=actor, reason=reason)
    append(
        actor=actor,
        name=events.INSTRUMENT_STATUS_SET,
        subject=events.subject("instrument", symbol),
        firm_id=None,
        payload={"symbol": symbol, "was": was, "status": status.value},
        reason=reason,
    )
    return specs.instrument_spec(instrument)
