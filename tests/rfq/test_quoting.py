"""From request to firm quote, through the services and the real database."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from rfq.models import Quote, QuoteInputs, Rfq
from rfq.services.close_requests import cancel_request
from rfq.services.replay_quotes import replay_quotes
from rfq.services.request_quote import request_quote
from rfq.types import RfqDraft, Side
from risk.models import Reservation
from tests.rfq import world
from tradeops.journal.models import Delivery, Event
from tradeops.kernel.actor import system
from tradeops.kernel.errors import Conflict, Invalid, NotFound, TradeopsError, Unavailable
from tradeops.kernel.ids import uuid7
from tradeops.ledger.selectors import available
from tradeops.ledger.types import Account

pytestmark = pytest.mark.django_db
CLOCK = system("clock")


@pytest.fixture
def client() -> world.Client:
    world.make_desk()
    return world.prefunded()


def usd_left(client: world.Client) -> Decimal:
    return available(Account("2000", "USD", f"counterparty:{client.spec.id}"))


def test_a_request_owes_the_engine_a_delivery_that_ends_with_the_clients_patience(client: world.Client) -> None:
    rfq = world.ask(client)

    owed = Delivery.objects.get(subscriber="rfq.price", event__subject_id=rfq.pk)
    assert owed.useful_until == rfq.expires_at
    assert owed.queue == "pricing"


def test_a_quote_is_firm_held_and_explained(client: world.Client) -> None:
    quote = world.quoted(client, side="BUY", quantity="2")

    assert quote.offer == Decimal("60070.00")
    assert quote.buy_quote_amount == Decimal("120140.00")
    assert quote.bid is None
    assert usd_left(client) == 1_000_000 - quote.buy_quote_amount
    terms = {term["name"]: Decimal(term["amount"]) for term in quote.waterfall["BUY"]["terms"]}
    assert terms == {"sweep": 10, "venue_fees": 0, "skew": 0, "markup": 60, "rounding": 0}
    assert quote.rfq.state == "QUOTED"


def test_two_ways_hold_both_sides_until_one_is_taken(client: world.Client) -> None:
    quote = world.quoted(client, side="TWO_WAY", quantity="2")

    btc = Account("2000", "BTC", f"counterparty:{client.spec.id}")
    assert available(btc) == 8
    buy, sell = quote.leg(Side.BUY), quote.leg(Side.SELL)
    assert buy
    assert sell
    assert usd_left(client) == 1_000_000 - buy.quote_amount
    world.accept(client, quote.pk, side="SELL")
    assert available(btc) == 8
    assert usd_left(client) == 1_000_000 + sell.quote_amount


def test_who_cannot_pay_learns_the_category_and_nothing_is_held(client: world.Client) -> None:
    rfq = world.priced(client, quantity="50")

    assert (rfq.state, rfq.reject_category, rfq.reject_code) == ("REJECTED", "CREDIT", "INSUFFICIENT_BALANCE")
    assert usd_left(client) == 1_000_000
    assert not Quote.objects.as_system().exists()
    assert not Reservation.objects.as_system().exists()


def test_the_same_client_id_answers_the_same_and_other_content_conflicts(client: world.Client) -> None:
    first = world.ask(client, quantity="1.50", id="mine")
    again = world.ask(client, quantity="1.5", id="mine")

    assert again.pk == first.pk
    with pytest.raises(Conflict) as refusal:
        world.ask(client, quantity="1.6", id="mine")
    assert refusal.value.code == "CLIENT_ID_REUSED"
    assert Rfq.objects.as_system().count() == 1


def test_a_refusal_writes_its_event_and_nothing_else(client: world.Client) -> None:
    draft = RfqDraft("BTC-USD", "BUY", "1e9", None, "c")

    with pytest.raises(Invalid):
        request_quote(actor=client.trader, rfq_id=(rfq_id := uuid7()), draft=draft)

    event = Event.objects.get(name="rfq.refused", subject_id=rfq_id)
    assert event.payload["code"] == "AMOUNT_MALFORMED"
    assert event.payload["asked"]["quantity"] == "1e9"
    assert not Rfq.objects.as_system().exists()


@pytest.mark.parametrize("market", ["stale", "missing"])
def test_without_a_fresh_market_there_is_no_request(client: world.Client, market: str) -> None:
    if market == "stale":
        world.publish_books(age=timedelta(seconds=30))
    else:
        world.forget_books()

    with pytest.raises(Unavailable) as refusal:
        request_quote(actor=client.trader, rfq_id=uuid7(), draft=RfqDraft("BTC-USD", "BUY", "1", None, "c"))

    assert refusal.value.code == {"stale": "MARKET_DATA_STALE", "missing": "MARKET_DATA_MISSING"}[market]
    assert not Rfq.objects.as_system().exists()


def test_a_counter_amount_below_the_least_base_is_rejected(client: world.Client) -> None:
    rfq = world.priced(client, quantity=None, counter="100.00")

    assert (rfq.state, rfq.reject_category, rfq.reject_code) == ("REJECTED", "UNSUPPORTED", "SIZE_BELOW_MINIMUM")


def test_every_quote_replays_to_the_byte_and_a_changed_input_is_noticed(client: world.Client) -> None:
    for side in ("BUY", "SELL", "TWO_WAY"):
        world.quoted(client, side=side, quantity="0.37")

    assert [row.difference for row in replay_quotes()] == ["", "", ""]
    row = QuoteInputs.objects.first()
    assert row is not None


def test_cancelling_gives_the_hold_back_and_repeating_it_changes_nothing(client: world.Client) -> None:
    quote = world.quoted(client)

    cancel_request(actor=client.trader, rfq_id=quote.rfq_id)
    cancel_request(actor=client.trader, rfq_id=quote.rfq_id)

    quote.refresh_from_db()
    assert quote.state == "CANCELED"
    assert usd_left(client) == 1_000_000
    with pytest.raises(TradeopsError) as refusal:
        world.accept(client, quote.pk)
    assert refusal.value.code == "QUOTE_PULLED"


def test_another_firm_finds_nothing(client: world.Client) -> None:
    quote = world.quoted(client)
    stranger = world.prefunded("Beta Partners")

    with pytest.raises(NotFound):
        world.accept(stranger, quote.pk)
    with pytest.raises(NotFound):
        cancel_request(actor=stranger.trader, rfq_id=quote.rfq_id)


def test_a_quote_cannot_be_altered(client: world.Client) -> None:
    quote = world.quoted(client)

    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.as_system().filter(pk=quote.pk).update(offer=1)
