"""A small desk with a market: two venues around 60,000 and clients with terms."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from rfq.models import Quote, Rfq
from rfq.pricing.inputs import Policy
from rfq.selectors import latest_quote, request
from rfq.services.accept_quote import accept_quote
from rfq.services.price_request import price_request
from rfq.services.request_quote import request_quote
from rfq.services.set_pricing_policy import set_pricing_policy
from rfq.types import Accepted, RfqDraft
from risk.types import LimitKind
from tests.access import people
from tests.rfq.builders import book
from tests.risk.world import ENGINE, fund, give_limit, make_client, make_instrument
from tradeops.access.roles import CLIENT_TRADER
from tradeops.kernel.actor import Actor, system
from tradeops.kernel.clock import now
from tradeops.kernel.ids import uuid7
from tradeops.kernel.redis import client as redis
from tradeops.marketdata.codec import encode
from tradeops.marketdata.keys import book_key
from tradeops.reference.services import create_venue, list_at_venue
from tradeops.reference.types import CounterpartySpec, Funding

PRICING = system("pricing")
TERMS = Policy(Decimal(10), Decimal(0), Decimal(100), Decimal(500), 10_000)


@dataclass(frozen=True)
class Client:
    """A counterparty and somebody there who may trade."""

    spec: CounterpartySpec
    trader: Actor


def make_desk(*, quote_life_ms: int = 10_000) -> None:
    """BTC-USD at two venues, with fresh books and a policy for tier A."""
    make_instrument()
    for code in ("alpha", "bravo"):
        create_venue(actor=ENGINE, code=code, name=code, taker_bps=Decimal(0), maker_bps=Decimal(0), reason="test")
        list_at_venue(
            actor=ENGINE,
            venue=code,
            symbol="BTC-USD",
            venue_symbol="BTCUSD",
            tick=Decimal("0.01"),
            lot=Decimal("0.00001"),
            min_quantity=Decimal("0.00001"),
            max_quantity=Decimal(9000),
            reason="test",
        )
    policy = replace(TERMS, quote_life_ms=quote_life_ms)
    set_pricing_policy(actor=ENGINE, tier="A", instrument="BTC-USD", policy=policy, reason="test")
    publish_books()


def publish_books(*, age: timedelta = timedelta(0)) -> None:
    """Books as the feeds write them, received ``age`` ago; far from stale by default."""
    received = now() - age
    for venue in ("alpha", "bravo"):
        current = book(venue, [("59990", "50"), ("59980", "50")], [("60010", "50"), ("60020", "50")])
        fresh = replace(current, event_at=received, received_at=received)
        redis().set(book_key("BTC-USD", venue), encode(fresh))


@contextmanager
def market_open() -> Iterator[None]:
    """Books that stay fresh however long the block takes, as with feeds running."""
    over = threading.Event()

    def feed() -> None:
        while not over.wait(0.5):
            publish_books()

    publish_books()
    thread = threading.Thread(target=feed)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def forget_books() -> None:
    redis().delete(*(book_key("BTC-USD", venue) for venue in ("alpha", "bravo")))


def prefunded(name: str = "Alpha Capital", *, usd: str = "1000000", btc: str = "10") -> Client:
    spec = make_client(Funding.PREFUNDED, name, per_trade="100000000")
    fund(spec, "USD", usd)
    fund(spec, "BTC", btc)
    return _client(spec)


def on_credit(name: str = "Credit House", *, limit: str = "1000000") -> Client:
    return _client(make_client(Funding.CREDIT, name, limit=limit, per_trade="100000000"))


def ask(
    who: Client, *, side: str = "BUY", quantity: str | None = "1", counter: str | None = None, id: str | None = None
) -> Rfq:
    """A request, not yet priced."""
    publish_books()
    draft = RfqDraft("BTC-USD", side, quantity, counter, id or str(uuid7()))
    rfq, _ = request_quote(actor=who.trader, rfq_id=uuid7(), draft=draft)
    return rfq


def quoted(who: Client, **terms: str | None) -> Quote:
    """A live quote; fails when the engine refused."""
    rfq = priced(who, **terms)
    quote = latest_quote(rfq)
    assert quote is not None, (rfq.state, rfq.reject_code)
    return quote


def priced(who: Client, **terms: str | None) -> Rfq:
    """A request after the engine saw it."""
    rfq = ask(who, **terms)  # type: ignore[arg-type]
    with transaction.atomic():
        price_request(actor=PRICING, rfq_id=rfq.pk)
    return request(who.trader, rfq.pk)


def accept(
    who: Client, quote_id: UUID, *, side: str = "BUY", id: str | None = None, limit: str | None = None
) -> Accepted:
    return accept_quote(
        actor=who.trader, quote_id=quote_id, side=side, client_order_id=id or str(uuid7()), limit_price=limit
    )


def desk_limit() -> None:
    give_limit(LimitKind.ORDER_NOTIONAL, "100000000")


def _client(spec: CounterpartySpec) -> Client:
    email = f"trader@{spec.name.lower().replace(' ', '-')}.example"
    return Client(spec, people.person(email, CLIENT_TRADER, firm_id=spec.firm_id))
