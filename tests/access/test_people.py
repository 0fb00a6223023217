from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests.access.people import PASSWORD, TESTER, firm, person, user
from tradeops.access.actors import actor_of_user
from tradeops.access.history import UntrackedWrite
from tradeops.access.models import Firm, RoleAssignment, User
from tradeops.access.roles import ADMINISTRATOR, CLIENT_TRADER, COMPLIANCE, DEALER, RISK_OFFICER
from tradeops.access.services import assign_role, create_firm, create_user, revoke_role, set_user_active
from tradeops.journal.models import Event
from tradeops.kernel.actor import system
from tradeops.kernel.errors import Conflict, Denied, Invalid, NotFound

pytestmark = pytest.mark.django_db


def test_the_product_hashes_passwords_with_argon2(settings):
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]  # what comes first is the tests' own
    assert user("trader@alpha.test", CLIENT_TRADER, firm_id=firm()).password.startswith("argon2$argon2id$")


def test_a_person_is_created_with_roles_events_and_history():
    alpha = firm()
    trader = user("Trader@Alpha.Test", CLIENT_TRADER, firm_id=alpha)
    assert trader.email == "trader@alpha.test"
    assert trader.check_password(PASSWORD)
    assert actor_of_user(trader).roles == {CLIENT_TRADER}
    assert not actor_of_user(trader).is_house
    names = list(Event.objects.order_by("id").values_list("name", flat=True))
    assert names == ["firm.created", "user.created", "user.role_assigned"]
    assert RoleAssignment.history.get().history_user_id == "system:test test"


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"email": "nobody"}, Invalid, "EMAIL_INVALID"),
        ({"password": "short"}, Invalid, "PASSWORD_WEAK"),
        ({"roles": [DEALER]}, Invalid, "ROLE_UNFIT"),
        ({"is_staff": True}, Invalid, "STAFF_IS_HOUSE"),
        ({"email": "TAKEN@alpha.test"}, Conflict, "USER_EXISTS"),
        ({"reason": ""}, Invalid, "REASON_MISSING"),
    ],
)
def test_an_unfit_person_is_not_created(change, error, code):
    alpha = firm()
    user("taken@alpha.test", firm_id=alpha)
    asked = {"email": "new@alpha.test", "name": "New", "password": PASSWORD, "firm_id": alpha, "reason": "x"}
    with pytest.raises(error) as caught:
        create_user(actor=TESTER, **asked | change)
    assert caught.value.code == code
    assert User.objects.count() == 1


def test_nobody_changes_their_own_roles_or_account():
    administrator = person("admin@desk.test", ADMINISTRATOR, COMPLIANCE)
    with pytest.raises(Denied, match="SELF_CHANGE"):
        assign_role(actor=administrator, user_id=UUID(administrator.id), role=RISK_OFFICER, reason="handy")
    with pytest.raises(Denied, match="SELF_CHANGE"):
        revoke_role(actor=administrator, user_id=UUID(administrator.id), role=COMPLIANCE, reason="handy")
    with pytest.raises(Denied, match="SELF_CHANGE"):
        set_user_active(actor=administrator, user_id=UUID(administrator.id), active=False, reason="bye")


def test_a_role_comes_and_goes_with_the_next_request():
    administrator = person("admin@desk.test", ADMINISTRATOR, COMPLIANCE)
    dealer = user("dealer@desk.test", DEALER)
    assign_role(actor=administrator, user_id=dealer.id, role=RISK_OFFICER, reason="cover")
    assert actor_of_user(dealer).roles == {DEALER, RISK_OFFICER}
    with pytest.raises(Conflict, match="ROLE_HELD"):
        assign_role(actor=administrator, user_id=dealer.id, role=RISK_OFFICER, reason="cover")
    revoke_role(actor=administrator, user_id=dealer.id, role=RISK_OFFICER, reason="back")
    assert actor_of_user(dealer).roles == {DEALER}
    with pytest.raises(NotFound, match="ROLE_NOT_HELD"):
        revoke_role(actor=administrator, user_id=dealer.id, role=RISK_OFFICER, reason="back")
    versions = RoleAssignment.history.filter(role=RISK_OFFICER).values_list("history_type", "history_change_reason")
    assert sorted(versions) == [("+", "cover"), ("-", "back")]


def test_only_the_permitted_create():
    with pytest.raises(Denied, match="NOT_PERMITTED"):
        create_firm(actor=person("dealer@desk.test", DEALER), name="Mine", reason="x")
    with pytest.raises(Conflict, match="FIRM_EXISTS"):
        create_firm(actor=system("x"), name=Firm.objects.get(pk=firm()).name, reason="x")


def test_a_tracked_row_cannot_be_saved_without_saying_who():
    row = Firm.objects.get(pk=firm())
    row.name = "Other"
    with pytest.raises(UntrackedWrite), transaction.atomic():
        row.save()


def test_history_cannot_be_rewritten():
    firm()
    with pytest.raises(Exception, match=r"append-only|permission denied"), transaction.atomic():
        Firm.history.update(history_change_reason="nothing to see")
    with pytest.raises(Exception, match=r"append-only|permission denied"), transaction.atomic():
        Firm.history.all().delete()


def test_staff_belong_to_the_desk_says_the_database():
    trader = user("trader@alpha.test", firm_id=firm())
    with pytest.raises(IntegrityError, match="user_staff_is_house"), transaction.atomic():
        User.objects.filter(pk=trader.pk).update(is_staff=True)


def test_staff_look_and_administrators_change():
    looker, changer = user("a@desk.test", DEALER, is_staff=True), user("b@desk.test", ADMINISTRATOR, is_staff=True)
    assert looker.has_perm("access.view_firm")
    assert not looker.has_perm("access.change_firm")
    assert changer.has_perm("reference.change_asset")
    assert not user("c@desk.test", ADMINISTRATOR).has_perm("access.view_firm")
