"""Decisions about quotes and orders, as stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from risk.models import Decision
from risk.selectors import decisions, value_in_limit_currency
from risk.services.decisions import decide_order, decide_quote
from risk.types import LimitKind
from tests.access import people
from tests.risk import world
from tests.risk.world import ENGINE, quote
from tradeops.access.roles import RISK_OFFICER
from tradeops.journal.models import Event
from tradeops.journal.types import Subject
from tradeops.kernel.errors import LimitBreached, Unavailable
from tradeops.kernel.ids import uuid7
from tradeops.reference.types import Funding, Status

pytestmark = pytest.mark.django_db
D = Decimal


@dataclass(frozen=True)
class Leg:
    price: Decimal
    base_amount: Decimal
    quote_amount: Decimal


TWO_WAY = [Leg(D(59900), D(1), D(59900)), Leg(D(60100), D(1), D(60100))]


@pytest.fixture
def instrument():
    return world.make_instrument()


@pytest.fixture
def client():
    return world.make_client(Funding.CREDIT, limit="100000", per_trade="60100")


def ask(client, instrument, legs=TWO_WAY, mid="60000"):
    cause = quote()
    with transaction.atomic():
        return cause, decide_quote(
            actor=ENGINE,
            cause=cause,
            counterparty=client,
            instrument=instrument,
            legs=legs,
            mid=None if mid is None else D(mid),
        )


def order(instrument, quantity="1", price="60000", mid="60000", age=100):
    return decide_order(
        actor=ENGINE,
        cause=Subject("order", uuid7()),
        instrument=instrument,
        quantity=D(quantity),
        price=None if price is None else D(price),
        mid=None if mid is None else D(mid),
        data_age_ms=age,
    )


def test_an_approved_quote_is_stored_with_every_measured_value(client, instrument):
    cause, decision = ask(client, instrument)
    row = Decision.objects.get(pk=decision.id)
    assert (decision.approved, row.approved, row.actor_id) == (True, True, ENGINE.id)
    assert (row.inputs["value"], row.inputs["exposure_limit"], row.inputs["prices"]) == (
        "60100.00",
        "100000.000000000000000000",
        ["59900", "60100"],
    )
    assert len(row.verdicts) == 6
    event = Event.objects.get(name="risk.decided")
    assert (event.subject_id, event.firm_id, event.payload["refused"]) == (cause.id, None, [])
    officer = people.person("officer@example.com", RISK_OFFICER)
    assert list(decisions(officer, cause)) == [decision]


def refused(client, instrument, **more):
    with pytest.raises(LimitBreached) as error:
        ask(client, instrument, **more)
    return error.value


def test_a_refusal_tells_the_client_its_category_and_the_desk_everything(client, instrument):
    error = refused(client, instrument, legs=[Leg(D(60200), D(2), D(120400))])
    assert (error.code, error.context["category"]) == ("PER_TRADE_LIMIT", "RISK_LIMIT")
    assert error.context["refusals"] == ["PER_TRADE_LIMIT", "CREDIT_LIMIT"]
    assert (error.context["value"], error.context["largest"]) == ("120400.00", D("0.998"))
    assert not any(character.isdigit() for character in error.detail)


def test_every_rule_of_a_quote_can_refuse(client, instrument):
    suspended = replace(client, status=Status.SUSPENDED)
    assert refused(suspended, instrument).code == "COUNTERPARTY_NOT_ACTIVE"
    assert refused(client, replace(instrument, status=Status.CLOSED)).code == "INSTRUMENT_NOT_ACTIVE"
    assert refused(client, instrument, legs=[Leg(D(60000), D("0.001"), D(60))]).code == "SIZE_OUT_OF_BOUNDS"
    assert refused(client, instrument, mid="57000").code == "PRICE_COLLAR"
    assert refused(client, instrument, mid=None).code == "PRICE_COLLAR"
    bare = world.make_client(Funding.CREDIT, "Bare", per_trade="99999")
    assert refused(bare, instrument).code == "CREDIT_LIMIT"
    limitless = world.make_client(Funding.PREFUNDED, "Limitless")
    assert refused(limitless, instrument).code == "PER_TRADE_LIMIT"


def test_a_prefunded_client_needs_no_exposure_limit(instrument):
    _, decision = ask(world.make_client(Funding.PREFUNDED, "Prefunded", per_trade="99999"), instrument)
    assert decision.approved


def test_an_order_is_judged_by_its_own_rules_and_never_raises(instrument):
    assert [verdict.code for verdict in order(instrument).refusals] == ["ORDER_NOTIONAL"]
    world.give_limit(LimitKind.ORDER_NOTIONAL, "60000")
    assert order(instrument).approved
    assert [verdict.code for verdict in order(instrument, quantity="1.001").refusals] == ["ORDER_NOTIONAL"]
    assert [verdict.code for verdict in order(instrument, price="63001").refusals] == ["PRICE_COLLAR", "ORDER_NOTIONAL"]
    assert [verdict.code for verdict in order(instrument, age=None).refusals] == ["MARKET_DATA_STALE"]
    assert {verdict.code for verdict in order(instrument, price=None).refusals} == {"PRICE_COLLAR", "ORDER_NOTIONAL"}
    assert Decision.objects.filter(approved=False).count() == 5


def test_decisions_are_evidence(client, instrument):
    ask(client, instrument)
    for change in (lambda: Decision.objects.update(approved=False), lambda: Decision.objects.all().delete()):
        with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
            change()


def test_values_are_dollars_rounded_up_and_unknown_without_a_market(instrument):
    assert value_in_limit_currency("USD", D("1.001")) == D("1.01")
    with pytest.raises(Unavailable, match="MARKET_DATA"):
        value_in_limit_currency("BTC", D(1))
