"""Reserving, committing and releasing, one at a time."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from risk.models import Exposure, Reservation
from risk.services.exposure import discharge
from risk.services.reservations import commit, release, release_many, reserve
from risk.types import Need
from tests.access import people
from tests.risk import world
from tests.risk.world import ENGINE, both_ways, dollars, exposure, quote, soon
from tradeops.access.roles import CLIENT_VIEWER
from tradeops.journal.models import Event
from tradeops.journal.types import Subject
from tradeops.kernel.errors import Conflict, Denied, Invalid, LimitBreached, NotFound
from tradeops.kernel.ids import uuid7
from tradeops.ledger.models import HoldResolution
from tradeops.ledger.selectors import available
from tradeops.reference.types import Funding
from tradeops.workflow.selectors import family

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def credit():
    world.make_instrument()
    return world.make_client(Funding.CREDIT, limit="1000")


@pytest.fixture
def prefunded():
    world.make_instrument()
    client = world.make_client(Funding.PREFUNDED)
    world.fund(client, "USD", "1000")
    world.fund(client, "BTC", "2")
    return client


def take(client, needs, cause=None):
    with transaction.atomic():
        return reserve(actor=ENGINE, cause=cause or quote(), counterparty=client, needs=needs, expires_at=soon())


def figures(client):
    view = exposure(client)
    return view.used, view.reserved


def test_credit_counts_the_larger_side_and_commits_the_chosen_one(credit):
    cause = quote()
    made = take(credit, both_ways("300", "1", "310"), cause)
    assert (made.value, made.holds, figures(credit)) == (D(310), (), (0, D(310)))
    done = commit(actor=ENGINE, cause=cause, asset="USD")
    assert (done.resolves, done.value) == ((), D(300))
    assert figures(credit) == (D(300), 0)


def test_credit_is_refused_beyond_the_limit_and_nothing_is_written(credit):
    take(credit, dollars("700"))
    events = Event.objects.count()
    with pytest.raises(LimitBreached) as refused:
        take(credit, dollars("300.01"))
    assert refused.value.code == "CREDIT_LIMIT"
    assert refused.value.context["category"] == "CREDIT"
    assert refused.value.context["largest_value"] == D(300)
    assert "300" not in refused.value.detail
    assert (figures(credit), Event.objects.count()) == ((0, D(700)), events)
    assert Reservation.objects.as_system().count() == 1
    take(credit, dollars("300"))
    assert figures(credit) == (0, D(1000))


def test_without_a_limit_there_is_no_credit():
    client = world.make_client(Funding.CREDIT)
    with pytest.raises(LimitBreached, match="LIMIT_MISSING"):
        take(client, dollars("1"))
    assert not Reservation.objects.as_system().exists()


def test_prefunded_holds_each_side_and_keeps_the_chosen_one_for_the_trade(prefunded):
    cause = quote()
    made = take(prefunded, both_ways("400", "1.5", "410"), cause)
    usd = world.Account("2000", "USD", f"counterparty:{prefunded.id}")
    btc = world.Account("2000", "BTC", f"counterparty:{prefunded.id}")
    assert made.holds == (f"{cause}:BTC", f"{cause}:USD")
    assert (available(usd), available(btc)) == (D(600), D("0.5"))
    done = commit(actor=ENGINE, cause=cause, asset="USD")
    assert done.resolves == (f"{cause}:USD",)
    assert (available(usd), available(btc)) == (D(600), D(2))
    assert [row.hold.reference for row in HoldResolution.objects.all()] == [f"{cause}:BTC"]


def test_prefunded_refusal_of_one_side_leaves_no_hold_on_the_other(prefunded):
    with pytest.raises(LimitBreached) as refused:
        take(prefunded, both_ways("1000.01", "1.5", "1500"))
    assert refused.value.code == "INSUFFICIENT_BALANCE"
    assert available(world.Account("2000", "BTC", f"counterparty:{prefunded.id}")) == D(2)
    assert not Reservation.objects.as_system().exists()


@pytest.mark.parametrize("kind", ["credit", "prefunded"])
def test_the_same_call_again_returns_the_same_reservation(kind, request):
    client = request.getfixturevalue(kind)
    cause = quote()
    first = take(client, dollars("800"), cause)
    assert take(client, dollars("800.00"), cause).id == first.id
    with pytest.raises(Conflict, match="RESERVATION_REUSED"):
        take(client, dollars("801"), cause)
    assert Reservation.objects.as_system().count() == 1


@pytest.mark.parametrize("kind", ["credit", "prefunded"])
def test_a_reservation_ends_once(kind, request):
    client = request.getfixturevalue(kind)
    cause = quote()
    take(client, dollars("800"), cause)
    assert release(actor=ENGINE, cause=cause) is True
    assert release(actor=ENGINE, cause=cause) is False
    with pytest.raises(Conflict, match="TRANSITION_ILLEGAL"), transaction.atomic():
        commit(actor=ENGINE, cause=cause, asset="USD")
    take(client, dollars("1000"))


def test_what_was_never_reserved_is_neither_released_nor_committed(credit):
    assert release(actor=ENGINE, cause=quote()) is False
    with pytest.raises(NotFound, match="RESERVATION_NOT_FOUND"), transaction.atomic():
        commit(actor=ENGINE, cause=quote(), asset="USD")
    cause = quote()
    take(credit, dollars("5"), cause)
    with pytest.raises(Invalid, match="NEED_NOT_RESERVED"), transaction.atomic():
        commit(actor=ENGINE, cause=cause, asset="BTC")


def test_many_are_released_at_once_and_committed_ones_stay(credit):
    causes = [quote() for _ in range(4)]
    for cause in causes:
        take(credit, dollars("100"), cause)
    commit(actor=ENGINE, cause=causes[0], asset="USD")
    assert set(release_many(actor=ENGINE, causes=[*causes, quote()])) == set(causes[1:])
    assert figures(credit) == (D(100), 0)


@pytest.mark.parametrize(
    "needs",
    [[], [Need("USD", D(0), D(0))], [Need("USD", D(1), D(-1))], [Need("USD", D(1), D(1)), Need("USD", D(2), D(2))]],
)
def test_malformed_needs_are_refused(credit, needs):
    with pytest.raises(Invalid, match="NEEDS_MALFORMED"):
        take(credit, needs)


def test_discharge_lowers_what_is_used_once_per_cause(credit):
    cause, settled = quote(), Subject("obligation", uuid7())
    take(credit, dollars("600"), cause)
    commit(actor=ENGINE, cause=cause, asset="USD")
    asked = {"actor": ENGINE, "counterparty_id": credit.id, "cause": settled}
    assert discharge(**asked, value=D(250)) is True
    assert discharge(**asked, value=D(250)) is False
    assert figures(credit) == (D(350), 0)
    with pytest.raises(Conflict, match="DISCHARGE_REUSED"):
        discharge(**asked, value=D(1))
    with pytest.raises(Conflict, match="DISCHARGE_EXCEEDS_USED"):
        discharge(**{**asked, "cause": quote()}, value=D("350.01"))
    assert figures(credit) == (D(350), 0)


def test_the_deal_shows_its_reservation(credit):
    cause = quote()
    made = take(credit, dollars("5"), cause)
    assert Subject("reservation", made.id) in family(cause)
    release(actor=ENGINE, cause=cause)
    names = Event.objects.filter(subject_id=made.id).order_by("id").values_list("name", "firm_id")
    assert list(names) == [("reservation.held", credit.firm_id), ("reservation.released", credit.firm_id)]


def test_a_viewer_reserves_nothing(credit):
    viewer = people.person("v@example.com", CLIENT_VIEWER, firm_id=credit.firm_id)
    with pytest.raises(Denied), transaction.atomic():
        reserve(actor=viewer, cause=quote(), counterparty=credit, needs=dollars("1"), expires_at=soon())


def test_postgresql_itself_refuses_growth_beyond_the_limit_and_reopening(credit):
    cause = quote()
    take(credit, dollars("900"), cause)
    rows = Exposure.objects.as_system()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(used=D(101))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(reserved=D(-1))
    release(actor=ENGINE, cause=cause)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.as_system().update(state="HELD")


def test_the_hot_path_takes_few_statements(credit):
    cause = quote()
    with CaptureQueriesContext(connection) as reserving:
        take(credit, dollars("5"), cause)
    with CaptureQueriesContext(connection) as committing:
        commit(actor=ENGINE, cause=cause, asset="USD")
    work = [
        [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]] for captured in (reserving, committing)
    ]
    # The fifth reads terms that processes remember.
    assert [len(statements) for statements in work] == [4, 5], work
