"""Client trades for tests, booked by the product's own services."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from oms.services.book_trade import book_trade
from oms.types import TradeTerms
from tests.reference import desk
from tradeops.journal.types import Subject
from tradeops.kernel.actor import system
from tradeops.kernel.clock import now
from tradeops.kernel.errors import NotFound
from tradeops.kernel.ids import uuid7
from tradeops.reference.selectors import counterparty_of, instrument
from tradeops.reference.types import CounterpartySpec, Funding, InstrumentSpec

BOOKER = system("test")


def book(*, firm_id: UUID, side: str = "BUY", base: str = "2", price: str = "105") -> UUID:
    """A trade of a credit client in BTC-USD; its id. What it needs is made on first use."""
    spec, client = _instrument(), _client(firm_id)
    root, quote = Subject("rfq", uuid7()), Subject("quote", uuid7())
    amount = (Decimal(base) * Decimal(price)).quantize(Decimal("0.01"))
    terms = TradeTerms(side, Decimal(base), amount, Decimal(0), Decimal(price), amount)
    with transaction.atomic():
        booked = book_trade(
            actor=BOOKER, root=root, source=quote, counterparty=client, instrument=spec, terms=terms, at=now()
        )
    return booked.trade_id


def _instrument() -> InstrumentSpec:
    try:
        return instrument("BTC-USD")
    except NotFound:
        return desk.bitcoin()


def _client(firm_id: UUID) -> CounterpartySpec:
    try:
        return counterparty_of(firm_id)
    except NotFound:
        return desk.counterparty(firm_id, f"Client {firm_id}", funding=Funding.CREDIT)
