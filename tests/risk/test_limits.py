"""Setting limits: one person tightens, two loosen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction

from risk.models import Limit
from risk.selectors import exposure_of, exposures, limits, limits_of, order_limit
from risk.services.limits import set_limit
from risk.services.reservations import reserve
from risk.types import LimitKind
from tests.access import people
from tests.risk import world
from tests.risk.world import ENGINE, dollars, exposure, quote, soon
from tradeops.access import approvals
from tradeops.access.models import Approval
from tradeops.access.roles import CLIENT_TRADER, COMPLIANCE, DEALER, OPERATIONS_SUPERVISOR, RISK_OFFICER
from tradeops.journal.models import Event
from tradeops.kernel.errors import Conflict, Denied, Invalid, LimitBreached, NotFound
from tradeops.kernel.ids import uuid7
from tradeops.reference.types import Funding

pytestmark = pytest.mark.django_db
D = Decimal
EXPOSURE, PER_TRADE, ORDER = LimitKind.COUNTERPARTY_EXPOSURE, LimitKind.PER_TRADE, LimitKind.ORDER_NOTIONAL


@pytest.fixture
def client():
    return world.make_client(Funding.CREDIT, limit="1000")


@pytest.fixture
def officer():
    return people.person("officer@example.com", RISK_OFFICER)


@pytest.fixture
def supervisor():
    return people.person("supervisor@example.com", OPERATIONS_SUPERVISOR)


def change(actor, client, amount, *, kind=EXPOSURE, reason="credit review"):
    owner = None if client is None else client.id
    return set_limit(actor=actor, kind=kind, counterparty_id=owner, amount=D(amount), reason=reason)


def agree(supervisor, approval_id):
    row = Approval.objects.get(pk=approval_id)
    return approvals.approve(actor=supervisor, approval_id=approval_id, payload_hash=row.payload_hash)


def test_one_officer_tightens_at_once_and_history_says_who_and_why(client, officer):
    done = change(officer, client, "400")
    assert (done.limit.amount, done.approval_id) == (400, None)
    assert (limits_of(client.id).exposure, exposure(client).limit) == (400, 400)
    latest = Limit.objects.get(pk=done.limit.id).history.latest()
    assert (latest.amount, latest.history_change_reason) == (400, "credit review")
    assert officer.id in latest.history_user_id
    event = Event.objects.filter(name="limit.set").latest("id")
    assert (event.payload["was"], event.payload["amount"]) == ("1000.000000000000000000", "400")


def test_loosening_waits_for_a_second_person(client, officer, supervisor):
    asked = change(officer, client, "5000")
    assert asked.limit is None
    assert exposure(client).limit == 1000
    with pytest.raises(LimitBreached), transaction.atomic():
        reserve(actor=ENGINE, cause=quote(), counterparty=client, needs=dollars("1001"), expires_at=soon())
    assert agree(supervisor, asked.approval_id).state == "EXECUTED"
    assert (limits_of(client.id).exposure, exposure(client).limit) == (5000, 5000)
    reserve(actor=ENGINE, cause=quote(), counterparty=client, needs=dollars("1001"), expires_at=soon())
    event = Event.objects.filter(name="limit.set").latest("id")
    assert (event.actor_id, event.payload["approval_id"]) == (officer.id, str(asked.approval_id))


def test_who_asked_cannot_agree(client, officer):
    asked = change(officer, client, "5000")
    with pytest.raises(Denied, match="MAKER_IS_CHECKER"):
        agree(officer, asked.approval_id)


def test_the_first_limit_is_a_loosening(officer, supervisor):
    fresh = world.make_client(Funding.CREDIT, "Fresh")
    asked = change(officer, fresh, "100")
    assert (asked.limit, exposure_of(fresh.id)) == (None, None)
    agree(supervisor, asked.approval_id)
    assert exposure(fresh).available == 100


def test_a_loosening_is_void_when_the_limit_moved_meanwhile(client, officer, supervisor):
    asked = change(officer, client, "5000")
    change(officer, client, "200")
    assert agree(supervisor, asked.approval_id).state == "VOID"
    assert exposure(client).limit == 200


def test_a_limit_below_what_is_used_stops_new_deals_and_leaves_the_old(client, officer):
    reserve(actor=ENGINE, cause=quote(), counterparty=client, needs=dollars("900"), expires_at=soon())
    change(officer, client, "100")
    view = exposure(client)
    assert (view.reserved, view.limit, view.available) == (900, 100, 0)
    with pytest.raises(LimitBreached, match="CREDIT_LIMIT"), transaction.atomic():
        reserve(actor=ENGINE, cause=quote(), counterparty=client, needs=dollars("1"), expires_at=soon())


def test_the_desk_has_one_order_limit(officer):
    assert order_limit() is None
    world.give_limit(ORDER, "1000000")
    change(officer, None, "500000", kind=ORDER)
    assert order_limit() == 500000
    assert Limit.objects.count() == 1


@pytest.mark.parametrize("amount", ["-1", "10.001"])
def test_amounts_are_dollars_and_cents(officer, client, amount):
    with pytest.raises(Invalid, match="LIMIT_INVALID"):
        change(officer, client, amount)


def test_what_does_not_fit_is_refused(officer, client):
    with pytest.raises(Invalid, match="REASON_MISSING"):
        change(officer, client, "1", reason=" ")
    with pytest.raises(Conflict, match="LIMIT_UNCHANGED"):
        change(officer, client, "1000")
    with pytest.raises(Invalid, match="LIMIT_KIND_UNSUITABLE"):
        change(officer, client, "1", kind=ORDER)
    with pytest.raises(Invalid, match="LIMIT_KIND_UNSUITABLE"):
        change(officer, None, "1")
    prefunded = world.make_client(Funding.PREFUNDED, "Prefunded")
    with pytest.raises(Invalid, match="LIMIT_KIND_UNSUITABLE"):
        change(officer, prefunded, "1")
    with pytest.raises(NotFound, match="COUNTERPARTY_NOT_FOUND"):
        set_limit(actor=officer, kind=PER_TRADE, counterparty_id=uuid7(), amount=D(1), reason="x")


@pytest.mark.parametrize("role", [DEALER, COMPLIANCE])
def test_others_set_no_limit(client, role):
    with pytest.raises(Denied, match="NOT_PERMITTED"):
        change(people.person("other@example.com", role), client, "1")
    assert exposure(client).limit == 1000


def test_a_client_sees_its_own_exposure_and_no_limits(client):
    world.make_client(Funding.CREDIT, "Other", limit="7")
    trader = people.person("trader@example.com", CLIENT_TRADER, firm_id=client.firm_id)
    assert [view.counterparty_id for view in exposures(trader)] == [client.id]
    with pytest.raises(Denied):
        limits(trader)
    officer = people.person("o@example.com", RISK_OFFICER)
    assert len(exposures(officer)) == len(limits(officer)) == 2
    assert [view.limit for view in exposures(officer, counterparty_id=client.id)] == [1000]
