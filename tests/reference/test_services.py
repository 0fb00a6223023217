from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import Error, connection, transaction

from tests.reference import desk
from tradeops.access.history import UntrackedWrite
from tradeops.access.managers import UnscopedQuery
from tradeops.access.roles import ADMINISTRATOR, CLIENT_TRADER, COMPLIANCE, RISK_OFFICER
from tradeops.access.services import create_firm
from tradeops.journal.models import Event
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Conflict, Denied, Invalid, NotFound
from tradeops.reference import selectors, services
from tradeops.reference.models import Asset, Counterparty, Instrument, Venue
from tradeops.reference.types import Category, Funding, Status, Tier

pytestmark = pytest.mark.django_db
BOSS = Actor("user", "1", "ada@desk", roles=frozenset({ADMINISTRATOR}))
COMPLIER = Actor("user", "2", "grace@desk", roles=frozenset({COMPLIANCE}))
RISK = Actor("user", "3", "joan@desk", roles=frozenset({RISK_OFFICER}))


@pytest.fixture
def firm_id() -> UUID:
    return create_firm(actor=BOSS, name="Northwind", reason="test").id


def test_an_instrument_is_published_with_its_sizes():
    made = desk.bitcoin()
    assert selectors.instrument("BTC-USD") == made
    assert selectors.instruments() == [made]
    assert (made.base.precision, made.quote.is_fiat, made.max_size) == (8, True, Decimal(500))


def test_every_write_leaves_a_version_and_an_event_with_who_and_why():
    desk.bitcoin(BOSS)
    services.set_instrument_status(actor=RISK, symbol="BTC-USD", status=Status.SUSPENDED, reason="fork")
    (latest, first) = Instrument.objects.get(pk="BTC-USD").history.all()
    assert (latest.history_user, latest.history_change_reason) == ("user:3 joan@desk", "fork")
    assert (latest.status, first.status) == ("SUSPENDED", "ACTIVE")
    event = Event.objects.get(name="instrument.status_set")
    assert (event.actor_label, event.reason) == ("joan@desk", "fork")
    assert event.payload == {"symbol": "BTC-USD", "was": "ACTIVE", "status": "SUSPENDED"}
    assert selectors.instruments() == []
    assert selectors.instrument("BTC-USD").status is Status.SUSPENDED


def test_a_version_cannot_be_changed_or_deleted():
    desk.bitcoin()
    for statement in ("UPDATE reference_historicalasset SET name = 'x'", "DELETE FROM reference_historicalasset"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_nobody_writes_past_the_services():
    with pytest.raises(UntrackedWrite):
        Asset.objects.create(code="ETH", name="Ether", kind="COIN", precision=18, display_precision=4)


@pytest.mark.parametrize(
    "change",
    [
        {"code": "btc"},
        {"code": ""},
        {"kind": "SHELL"},
        {"precision": 19},
        {"precision": -1},
        {"display_precision": 9},
    ],
)
def test_an_asset_that_makes_no_sense_is_refused(change):
    good = {"code": "BTC", "name": "Bitcoin", "kind": "COIN", "precision": 8, "display_precision": 4}
    with pytest.raises(Invalid) as caught:
        services.create_asset(actor=BOSS, **(good | change))
    assert caught.value.code == "REFERENCE_INVALID"
    assert not Asset.objects.exists()
    assert not Event.objects.filter(name="asset.created").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quote": "BTC"}, "REFERENCE_INVALID"),
        ({"price_tick": Decimal(0)}, "REFERENCE_INVALID"),
        ({"min_size": Decimal(9)}, "REFERENCE_INVALID"),
        ({"size_step": Decimal("0.000000001")}, "STEP_TOO_FINE"),
        ({"min_size": Decimal("0.00015")}, "SIZE_OFF_STEP"),
    ],
)
def test_an_instrument_that_makes_no_sense_is_refused(change, code):
    for asset, precision in (("BTC", 8), ("USD", 2)):
        services.create_asset(actor=BOSS, code=asset, name=asset, kind="COIN", precision=precision, display_precision=2)
    good = {
        "base": "BTC",
        "quote": "USD",
        "price_tick": Decimal("0.01"),
        "size_step": Decimal("0.0001"),
        "min_size": Decimal("0.01"),
        "max_size": Decimal(5),
    }
    with pytest.raises(Invalid) as caught:
        services.create_instrument(actor=BOSS, **(good | change))
    assert caught.value.code == code
    assert selectors.instruments() == []


def test_the_same_thing_twice_is_a_conflict():
    desk.bitcoin()
    with pytest.raises(Conflict) as caught:
        services.create_asset(actor=BOSS, code="BTC", name="Bitcoin", kind="COIN", precision=8, display_precision=4)
    assert caught.value.code == "ALREADY_EXISTS"


def test_what_does_not_exist_is_not_found():
    for look in (
        lambda: selectors.asset("XXX"),
        lambda: selectors.instrument("XXX-USD"),
        lambda: selectors.counterparty(uuid4()),
        lambda: selectors.counterparty_of(uuid4()),
        lambda: selectors.venue_account(uuid4()),
        lambda: services.set_venue_status(actor=RISK, code="x", status=Status.CLOSED, reason="gone"),
    ):
        with pytest.raises(NotFound):
            look()


def test_listings_carry_the_fee_of_now_and_only_active_venues():
    desk.bitcoin()
    desk.venue("alpha", taker_bps="10")
    desk.venue("beta", taker_bps="7.5")
    services.set_fee(actor=BOSS, venue="alpha", taker_bps=Decimal(4), maker_bps=Decimal(1), reason="volume")
    services.set_fee(
        actor=BOSS,
        venue="beta",
        taker_bps=Decimal(1),
        maker_bps=Decimal(1),
        valid_from=database_now() + timedelta(days=1),
        reason="announced",
    )
    assert {each.venue: each.taker_bps for each in selectors.venue_instruments("BTC-USD")} == {
        "alpha": Decimal(4),
        "beta": Decimal("7.5"),
    }
    services.set_venue_status(actor=RISK, code="alpha", status=Status.SUSPENDED, reason="withdrawals stuck")
    assert [each.venue for each in selectors.venue_instruments()] == ["beta"]
    assert [each.venue.code for each in selectors.venue_accounts()] == ["beta"]
    assert [each.code for each in selectors.venues()] == ["beta"]


def test_closed_is_closed_and_a_change_needs_a_reason():
    desk.bitcoin()
    desk.venue()
    with pytest.raises(Invalid) as missing:
        services.set_venue_status(actor=RISK, code="alpha", status=Status.CLOSED, reason=" ")
    assert missing.value.code == "REASON_MISSING"
    services.set_venue_status(actor=RISK, code="alpha", status=Status.CLOSED, reason="insolvent")
    for status, code in ((Status.CLOSED, "STATUS_UNCHANGED"), (Status.ACTIVE, "STATUS_CLOSED")):
        with pytest.raises(Conflict) as caught:
            services.set_venue_status(actor=RISK, code="alpha", status=status, reason="again")
        assert caught.value.code == code
    assert Venue.objects.get().status == "CLOSED"


def test_a_counterparty_belongs_to_its_firm(firm_id):
    made = desk.counterparty(firm_id)
    stranger = Actor("user", "9", "eve@else", firm_id=uuid4(), roles=frozenset({CLIENT_TRADER}))
    owner = Actor("user", "8", "tom@northwind", firm_id=firm_id, roles=frozenset({CLIENT_TRADER}))
    assert selectors.counterparty_of(firm_id) == selectors.counterparty(made.id) == made
    assert selectors.counterparties(owner) == selectors.counterparties(BOSS) == [made]
    assert selectors.counterparties(stranger) == []
    with pytest.raises(UnscopedQuery):
        list(Counterparty.objects.all())


def test_terms_of_a_counterparty_change_with_a_reason(firm_id):
    made = desk.counterparty(firm_id)
    raised = services.set_counterparty_tier(actor=RISK, counterparty_id=made.id, tier=Tier.A, reason="volume")
    stopped = services.set_counterparty_status(
        actor=COMPLIER, counterparty_id=made.id, status=Status.SUSPENDED, reason="KYC expired"
    )
    assert (raised.tier, stopped.status, stopped.tier) == (Tier.A, Status.SUSPENDED, Tier.A)
    assert set(Event.objects.filter(subject_id=made.id).values_list("name", "firm_id")) == {
        ("counterparty.created", firm_id),
        ("counterparty.tier_set", firm_id),
        ("counterparty.status_set", firm_id),
    }


def test_a_prefunded_counterparty_settles_at_once(firm_id):
    with pytest.raises(Invalid):
        services.create_counterparty(
            actor=BOSS,
            firm_id=firm_id,
            name="N",
            category=Category.PROFESSIONAL,
            tier=Tier.A,
            funding=Funding.PREFUNDED,
            settlement_days=2,
        )


def test_only_the_permitted_write(firm_id):
    client = Actor("user", "8", "tom@northwind", firm_id=firm_id, roles=frozenset({CLIENT_TRADER}))
    for actor in (client, COMPLIER):
        with pytest.raises(Denied):
            desk.bitcoin(actor)
        with pytest.raises(Denied):
            desk.counterparty(firm_id, actor=actor)
    assert not Asset.objects.exists()
    assert not Event.objects.filter(name__startswith="asset").exists()


def test_a_venue_that_moved_is_reached_at_its_new_address_and_the_old_one_is_remembered():
    desk.bitcoin()
    desk.venue("alpha", base_url="http://127.0.0.1:8010/alpha")

    moved = services.set_venue_address(actor=BOSS, code="alpha", base_url="http://127.0.0.1:9010/alpha/", reason="port")

    assert moved.base_url == "http://127.0.0.1:9010/alpha"
    assert selectors.venues() == [moved]
    (event,) = Event.objects.filter(name="venue.address_set")
    assert event.payload["was"] == "http://127.0.0.1:8010/alpha"
    with pytest.raises(Denied):
        services.set_venue_address(actor=RISK, code="alpha", base_url="http://elsewhere", reason="no")
