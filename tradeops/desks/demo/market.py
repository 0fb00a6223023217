"""Assets and instruments of the demo, and its venues as the simulated exchanges describe themselves."""

from __future__ import annotations

import json
import urllib.request
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.conf import settings

from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict
from tradeops.reference.selectors import instruments, venue_instruments, venues
from tradeops.reference.services.instruments import create_asset, create_instrument
from tradeops.reference.services.venues import (
    create_venue,
    create_venue_account,
    list_at_venue,
    set_fee,
    set_venue_address,
    set_venue_status,
)
from tradeops.reference.types import Status

ASSETS = (
    ("USD", "US dollar", "FIAT", 2, 2),
    ("USDT", "Tether", "STABLECOIN", 6, 2),
    ("BTC", "Bitcoin", "COIN", 8, 8),
    ("ETH", "Ether", "COIN", 18, 8),
)
# base, quote, price tick, size step, least and most in base
INSTRUMENTS = (
    ("BTC", "USD", "0.01", "0.00000001", "0.0001", "150"),
    ("ETH", "USD", "0.01", "0.00000001", "0.001", "3000"),
    ("BTC", "USDT", "0.01", "0.00000001", "0.0001", "150"),
    ("ETH", "USDT", "0.01", "0.00000001", "0.001", "3000"),
    ("ETH", "BTC", "0.000001", "0.00000001", "0.001", "3000"),
)
REASON = "demo"


def seed_market(actor: Actor) -> list[str]:
    """Assets once, and the instruments that a venue offers now; the symbols that are new."""
    offered = {(symbol["base"], symbol["quote"]) for venue in _offered() for symbol in venue["symbols"]}
    for code, name, kind, precision, shown in ASSETS:
        with suppress(Conflict):
            create_asset(
                actor=actor,
                code=code,
                name=name,
                kind=kind,
                precision=precision,
                display_precision=shown,
                reason=REASON,
            )
    new = []
    for base, quote, tick, step, least, most in INSTRUMENTS:
        if (base, quote) not in offered:
            continue
        with suppress(Conflict):
            spec = create_instrument(
                actor=actor,
                base=base,
                quote=quote,
                price_tick=Decimal(tick),
                size_step=Decimal(step),
                min_size=Decimal(least),
                max_size=Decimal(most),
                reason=REASON,
            )
            new.append(spec.symbol)
    return new


def seed_venues(actor: Actor) -> list[str]:
    """Make the desk's venues those that the simulated exchanges offer now; their codes.

    The exchanges change with the books they show: a venue that is gone is suspended, one that is back is resumed.
    """
    offered = {venue["name"]: venue for venue in _offered()}
    fees = {entry.venue: entry.taker_bps for entry in venue_instruments()}
    for code, venue in offered.items():
        taker, maker = Decimal(venue["fees"]["taker_bps"]), Decimal(venue["fees"]["maker_bps"])
        with suppress(Conflict):
            _open_venue(actor, code, taker, maker)
        with suppress(Conflict):
            set_venue_status(actor=actor, code=code, status=Status.ACTIVE, reason="offered again")
        if fees.get(code, taker) != taker:
            set_fee(actor=actor, venue=code, taker_bps=taker, maker_bps=maker, reason=REASON)
        _list_symbols(actor, venue)
    for spec in venues():
        if spec.code not in offered:
            set_venue_status(actor=actor, code=spec.code, status=Status.SUSPENDED, reason="no longer offered")
        elif spec.base_url != _address(spec.code):
            set_venue_address(actor=actor, code=spec.code, base_url=_address(spec.code), reason="listens elsewhere")
    return sorted(offered)


def _address(code: str) -> str:
    return f"{settings.VENUES_URL}/{code}"


def _open_venue(actor: Actor, code: str, taker: Decimal, maker: Decimal) -> None:
    create_venue(
        actor=actor,
        code=code,
        name=code.capitalize(),
        taker_bps=taker,
        maker_bps=maker,
        base_url=_address(code),
        reason=REASON,
    )
    create_venue_account(actor=actor, venue=code, name="main", api_key=f"demo-{code}", reason=REASON)


def _list_symbols(actor: Actor, venue: dict[str, Any]) -> None:
    listed = {spec.symbol for spec in instruments()}
    for symbol in venue["symbols"]:
        ours = f"{symbol['base']}-{symbol['quote']}"
        if ours in listed:
            lot = Decimal(symbol["lot"])
            list_at_venue(
                actor=actor,
                venue=venue["name"],
                symbol=ours,
                venue_symbol=symbol["symbol"],
                tick=Decimal(symbol["tick"]),
                lot=lot,
                min_quantity=lot,
                max_quantity=Decimal(9000),
                min_notional=Decimal(symbol["min_notional"]),
                reason=REASON,
            )


def _offered() -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{settings.VENUES_URL}/_venues", timeout=5) as answer:
        listing: dict[str, list[dict[str, Any]]] = json.load(answer)
    return listing["venues"]
