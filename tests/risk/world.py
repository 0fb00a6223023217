"""Firms, counterparties and limits that the tests of risk share, made by the product's own services."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from risk.selectors import exposure_of
from risk.services.limits import set_limit
from risk.types import ExposureView, LimitKind, Need
from tests.access import people
from tradeops.journal.types import Subject
from tradeops.kernel.actor import system
from tradeops.kernel.clock import now
from tradeops.kernel.ids import uuid7
from tradeops.ledger.services import post
from tradeops.ledger.types import Account, Leg
from tradeops.reference.models import Asset
from tradeops.reference.services import create_asset, create_counterparty, create_instrument
from tradeops.reference.types import Category, CounterpartySpec, Funding, InstrumentSpec, Tier

ENGINE = system("tests")
D = Decimal


def make_instrument(base: str = "BTC", quote: str = "USD") -> InstrumentSpec:
    for code, precision in ((base, 8), (quote, 2)):
        if not Asset.objects.filter(pk=code).exists():
            kind = "FIAT" if precision == 2 else "COIN"
            create_asset(
                actor=ENGINE, code=code, name=code, kind=kind, precision=precision, display_precision=2, reason="test"
            )
    return create_instrument(
        actor=ENGINE,
        base=base,
        quote=quote,
        price_tick=D("0.01"),
        size_step=D("0.001"),
        min_size=D("0.01"),
        max_size=D(100),
        reason="test",
    )


def make_client(
    funding: Funding, name: str = "Alpha Capital", *, limit: str | None = None, per_trade: str | None = None
) -> CounterpartySpec:
    spec = create_counterparty(
        actor=ENGINE,
        firm_id=people.firm(name),
        name=name,
        category=Category.PROFESSIONAL,
        tier=Tier.A,
        funding=funding,
        settlement_days=2 if funding is Funding.CREDIT else 0,
        reason="test",
    )
    if limit is not None:
        give_limit(LimitKind.COUNTERPARTY_EXPOSURE, limit, spec.id)
    if per_trade is not None:
        give_limit(LimitKind.PER_TRADE, per_trade, spec.id)
    return spec


def give_limit(kind: LimitKind, amount: str, counterparty_id: UUID | None = None) -> None:
    set_limit(actor=ENGINE, kind=kind, counterparty_id=counterparty_id, amount=D(amount), reason="test")


def fund(client: CounterpartySpec, asset: str, amount: str) -> Account:
    """Money on the client's account, from the bank or a wallet."""
    account = Account("2000", asset, f"counterparty:{client.id}")
    source = Account("1000" if asset == "USD" else "1100", asset)
    deposit = Subject("deposit", uuid7())
    legs = [Leg(source, D(amount), "DEPOSIT"), Leg(account, -D(amount), "DEPOSIT")]
    with transaction.atomic():
        post(ENGINE, reference=str(deposit), code="DEPOSIT", source=deposit, legs=legs)
    return account


def exposure(client: CounterpartySpec) -> ExposureView:
    """The exposure that the client must have by now."""
    view = exposure_of(client.id)
    assert view is not None
    return view


def quote() -> Subject:
    """A cause that nothing was reserved for yet."""
    return Subject("quote", uuid7())


def dollars(amount: str) -> list[Need]:
    return [Need("USD", D(amount), D(amount))]


def both_ways(usd: str, btc: str, btc_value: str) -> list[Need]:
    return [Need("USD", D(usd), D(usd)), Need("BTC", D(btc), D(btc_value))]


def soon() -> datetime:
    return now() + timedelta(seconds=10)
