"""Stopping, asking and opening again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction

from risk import scopes
from risk.models import TradingState
from risk.selectors import trading_states
from risk.services.rearm import request_rearm
from risk.services.trading import halt, open_venues, require_open
from risk.types import TradingMode
from tests.access import people
from tests.risk import world
from tradeops.access import approvals
from tradeops.access.roles import CLIENT_TRADER, DEALER, OPERATIONS, OPERATIONS_SUPERVISOR, RISK_OFFICER
from tradeops.journal.models import Event
from tradeops.kernel.errors import Conflict, Denied, Invalid, NotFound, Unavailable
from tradeops.reference.services import create_venue
from tradeops.reference.types import Funding

pytestmark = pytest.mark.django_db
HALTED, REDUCING = TradingMode.HALTED, TradingMode.REDUCING


@pytest.fixture
def client():
    world.make_instrument()
    return world.make_client(Funding.CREDIT)


@pytest.fixture
def officer():
    return people.person("officer@example.com", RISK_OFFICER)


@pytest.fixture
def supervisor():
    return people.person("supervisor@example.com", OPERATIONS_SUPERVISOR)


def ask(client, *, venue=None, reducing_ok=False):
    with transaction.atomic():
        require_open(counterparty_id=client.id, instrument="BTC-USD", venue=venue, reducing_ok=reducing_ok)


@pytest.mark.parametrize("scope", ["firm", "desk", "counterparty", "instrument:BTC-USD"])
@pytest.mark.parametrize("state", [HALTED, REDUCING])
def test_any_scope_of_a_deal_stops_it(client, officer, scope, state):
    ask(client)
    named = f"counterparty:{client.id}" if scope == "counterparty" else scope
    view = halt(actor=officer, scope=named, state=state, reason="price feed looks wrong")
    assert (view.scope, view.state, view.version) == (named, state, 1)
    with pytest.raises(Conflict) as refused:
        ask(client)
    assert refused.value.code == f"TRADING_{state.value}"
    assert refused.value.context["scopes"] == [named]
    assert named not in refused.value.detail
    if state is REDUCING:
        ask(client, reducing_ok=True)
    else:
        with pytest.raises(Conflict, match="TRADING_HALTED"):
            ask(client, reducing_ok=True)


def test_scopes_of_others_do_not_stop_a_deal(client, officer):
    world.make_instrument("ETH")
    other = world.make_client(Funding.CREDIT, "Other")
    halt(actor=officer, scope="instrument:ETH-USD", state=HALTED, reason="news")
    halt(actor=officer, scope=f"counterparty:{other.id}", state=HALTED, reason="news")
    ask(client, venue="alpha")
    with pytest.raises(Conflict, match="TRADING_HALTED"):
        ask(other)


def test_the_most_restrictive_state_wins(client, officer):
    halt(actor=officer, scope="desk", state=REDUCING, reason="quiet hours")
    halt(actor=officer, scope="instrument:BTC-USD", state=HALTED, reason="news")
    with pytest.raises(Conflict, match="TRADING_HALTED"):
        ask(client, reducing_ok=True)


def test_a_stop_emits_its_scope_and_again_changes_nothing(client, officer):
    for _ in range(2):
        halt(actor=officer, scope="instrument:BTC-USD", state=HALTED, reason="news")
    (event,) = Event.objects.filter(name="trading_state.halted")
    assert (event.subject_kind, event.reason, event.actor_id, event.firm_id) == ("scope", "news", officer.id, None)
    expected = {"scope": "instrument:BTC-USD", "scope_kind": "instrument", "scope_key": "BTC-USD", "was": "ACTIVE"}
    assert event.payload == {"state": "HALTED", **expected}


def test_halted_is_not_loosened_to_reducing_by_one_person(officer):
    halt(actor=officer, scope="desk", state=REDUCING, reason="quiet")
    halt(actor=officer, scope="desk", state=HALTED, reason="worse")
    with pytest.raises(Conflict, match="TRANSITION_ILLEGAL"):
        halt(actor=officer, scope="desk", state=REDUCING, reason="better")


@pytest.mark.parametrize(
    ("scope", "error", "code"),
    [
        ("galaxy", Invalid, "SCOPE_UNKNOWN"),
        ("desk:1", Invalid, "SCOPE_UNKNOWN"),
        ("instrument:", Invalid, "SCOPE_UNKNOWN"),
        ("instrument:XXX-USD", NotFound, "INSTRUMENT_NOT_FOUND"),
        ("venue:nowhere", NotFound, "VENUE_NOT_FOUND"),
        ("counterparty:abc", Invalid, "SCOPE_UNKNOWN"),
        ("counterparty:00000000-0000-7000-8000-000000000000", NotFound, "COUNTERPARTY_NOT_FOUND"),
    ],
)
def test_a_stop_of_nothing_is_refused(officer, scope, error, code):
    with pytest.raises(error) as refused:
        halt(actor=officer, scope=scope, state=HALTED, reason="news")
    assert refused.value.code == code
    assert TradingState.objects.count() == 2


def test_a_stop_says_why_and_is_one(officer):
    with pytest.raises(Invalid, match="REASON_MISSING"):
        halt(actor=officer, scope="desk", state=HALTED, reason=" ")
    with pytest.raises(Invalid, match="STATE_UNKNOWN"):
        halt(actor=officer, scope="desk", state=TradingMode.ACTIVE, reason="all well")


@pytest.mark.parametrize(("role", "allowed"), [(DEALER, True), (OPERATIONS_SUPERVISOR, True), (OPERATIONS, False)])
def test_who_may_stop(role, allowed):
    actor = people.person("who@example.com", role)
    if allowed:
        assert halt(actor=actor, scope="desk", state=HALTED, reason="news").state is HALTED
        return
    with pytest.raises(Denied, match="NOT_PERMITTED"):
        halt(actor=actor, scope="desk", state=HALTED, reason="news")


def test_a_client_neither_stops_nor_sees(client):
    trader = people.person("trader@example.com", CLIENT_TRADER, firm_id=client.firm_id)
    with pytest.raises(Denied):
        halt(actor=trader, scope="desk", state=HALTED, reason="news")
    with pytest.raises(Denied):
        trading_states(trader)


def test_opening_again_takes_two_people(client, officer, supervisor):
    halt(actor=officer, scope="desk", state=HALTED, reason="news")
    asked = request_rearm(actor=officer, scope="desk", reason="feed is back")
    with pytest.raises(Conflict, match="TRADING_HALTED"):
        ask(client)
    with pytest.raises(Denied, match="MAKER_IS_CHECKER"):
        approvals.approve(actor=officer, approval_id=asked.id, payload_hash=asked.payload_hash)
    done = approvals.approve(actor=supervisor, approval_id=asked.id, payload_hash=asked.payload_hash)
    assert done.state == "EXECUTED"
    ask(client)
    event = Event.objects.get(name="trading_state.rearmed")
    assert (event.payload["scope"], event.payload["state"], event.actor_id) == ("desk", "ACTIVE", officer.id)


def test_a_request_to_open_is_void_after_another_stop(client, officer, supervisor):
    halt(actor=officer, scope="desk", state=REDUCING, reason="news")
    asked = request_rearm(actor=officer, scope="desk", reason="feed is back")
    halt(actor=supervisor, scope="desk", state=HALTED, reason="something else")
    done = approvals.approve(actor=supervisor, approval_id=asked.id, payload_hash=asked.payload_hash)
    assert done.state == "VOID"
    with pytest.raises(Conflict, match="TRADING_HALTED"):
        ask(client)


def test_what_is_open_cannot_be_opened(officer):
    with pytest.raises(Conflict, match="TRADING_ALREADY_ACTIVE"):
        request_rearm(actor=officer, scope="desk", reason="why not")
    with pytest.raises(Conflict, match="TRADING_ALREADY_ACTIVE"):
        request_rearm(actor=officer, scope="instrument:BTC-USD", reason="why not")


def test_a_missing_switch_reads_as_closed(client):
    TradingState.objects.filter(scope="firm").delete()
    with pytest.raises(Unavailable, match="TRADING_STATE_UNREADABLE"):
        ask(client)


def test_unreadable_states_read_as_closed(client):
    @transaction.atomic
    def ask_blindly():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL search_path TO pg_temp")
        require_open(counterparty_id=client.id, instrument="BTC-USD")

    with pytest.raises(Unavailable, match="TRADING_STATE_UNREADABLE"):
        ask_blindly()


def test_a_scope_reads_back_as_written():
    for text in ("firm", "desk", "venue:alpha", "instrument:BTC-USD"):
        assert str(scopes.Scope.parse(text)) == text


def test_open_venues_are_those_where_every_scope_lets_an_order_pass(client, officer):
    for code in ("alpha", "bravo", "charlie"):
        create_venue(actor=world.ENGINE, code=code, name=code, taker_bps=Decimal(1), maker_bps=Decimal(1))
    halt(actor=officer, scope="venue:bravo", state=HALTED, reason="withdrawals stuck")
    halt(actor=officer, scope="venue:charlie", state=REDUCING, reason="slow")

    def passing(*, reducing_ok: bool = False) -> set[str]:
        with transaction.atomic():
            named = ("alpha", "bravo", "charlie")
            return open_venues(instrument="BTC-USD", venues=named, reducing_ok=reducing_ok)

    assert passing() == {"alpha"}
    assert passing(reducing_ok=True) == {"alpha", "charlie"}
    halt(actor=officer, scope="instrument:BTC-USD", state=HALTED, reason="news")
    assert passing(reducing_ok=True) == set()
    TradingState.objects.filter(scope="firm").delete()
    with pytest.raises(Unavailable, match="TRADING_STATE_UNREADABLE"):
        passing()
