"""A small desk's reference data, made through the services. Other tests use it too."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from tradeops.kernel.actor import Actor, system
from tradeops.reference.services import (
    create_asset,
    create_counterparty,
    create_instrument,
    create_venue,
    create_venue_account,
    list_at_venue,
)
from tradeops.reference.types import Category, CounterpartySpec, Funding, InstrumentSpec, Tier

SEED = system("seed")


def bitcoin(actor: Actor = SEED) -> InstrumentSpec:
    """BTC, USD and BTC-USD: 0.01 to 500 BTC in steps of 0.0001, tick 0.01."""
    create_asset(actor=actor, code="BTC", name="Bitcoin", kind="COIN", precision=8, display_precision=4)
    create_asset(actor=actor, code="USD", name="US dollar", kind="FIAT", precision=2, display_precision=2)
    return create_instrument(
        actor=actor,
        base="BTC",
        quote="USD",
        price_tick=Decimal("0.01"),
        size_step=Decimal("0.0001"),
        min_size=Decimal("0.01"),
        max_size=Decimal(500),
    )


def venue(
    code: str = "alpha", *, symbol: str = "BTC-USD", base_url: str = "", taker_bps: str = "10", actor: Actor = SEED
) -> None:
    """A venue with an account (key ``demo-<code>``) that lists ``symbol`` with tick 0.01 and lot 0.00001."""
    create_venue(
        actor=actor,
        code=code,
        name=code.title(),
        base_url=base_url,
        taker_bps=Decimal(taker_bps),
        maker_bps=Decimal(0),
    )
    create_venue_account(actor=actor, venue=code, name="main", api_key=f"demo-{code}")
    list_at_venue(
        actor=actor,
        venue=code,
        symbol=symbol,
        venue_symbol=symbol.replace("-", ""),
        tick=Decimal("0.01"),
        lot=Decimal("0.00001"),
        min_quantity=Decimal("0.00001"),
        max_quantity=Decimal(10_000),
        min_notional=Decimal(5),
    )


def counterparty(
    firm_id: UUID, name: str = "Northwind Capital", *, funding: Funding = Funding.CREDIT, actor: Actor = SEED
) -> CounterpartySpec:
    """A professional client of tier B."""
    return create_counterparty(
        actor=actor,
        firm_id=firm_id,
        name=name,
        category=Category.PROFESSIONAL,
        tier=Tier.B,
        funding=funding,
        settlement_days=1 if funding is Funding.CREDIT else 0,
    )
