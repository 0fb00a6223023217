from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.access.people import person, user
from tradeops.access import approvals, policies
from tradeops.access.actors import actor_of_user
from tradeops.access.approvals import deciding, registry
from tradeops.access.models import Approval
from tradeops.access.policies import authorise
from tradeops.access.roles import ADMINISTRATOR, COMPLIANCE, DEALER, RISK_OFFICER
from tradeops.access.services import revoke_role
from tradeops.access.ticks import expire_approvals
from tradeops.journal.models import Event
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor, system
from tradeops.kernel.clock import now
from tradeops.kernel.errors import Conflict, Denied, Invalid, NotFound

pytestmark = pytest.mark.django_db
COMMAND = "test.rearm"
SUBJECT = Subject("scope", uuid4())


@pytest.fixture
def desk(monkeypatch):
    """Someone who may ask, someone who may agree, and a command that records that it was carried out."""
    monkeypatch.setattr(policies, "_POLICIES", dict(policies._POLICIES))
    monkeypatch.setattr(registry, "_handlers", {})
    policies.policy(COMMAND, roles={DEALER}, approval=True, approve_roles={RISK_OFFICER})
    done: list[dict] = []
    drift: list[str] = []

    @approvals.command_handler(COMMAND, drift_check=lambda payload: drift[0] if drift else None)
    def rearm(*, actor: Actor, approval_id, **payload):
        authorise(actor, COMMAND)
        done.append({"actor": actor.label, "approval": approval_id, **payload})
        if payload.get("fail"):
            raise Conflict("ARMED_ALREADY", "It is armed.")

    return done, drift, user("maker@desk.test", DEALER, RISK_OFFICER), person("checker@desk.test", RISK_OFFICER)


def ask(maker, **payload):
    return approvals.request_approval(
        actor=actor_of_user(maker),
        command=COMMAND,
        payload={"scope": "desk"} | payload,
        subject=SUBJECT,
        reason="fixed the feed",
    )


def test_a_second_person_carries_it_out_for_the_first(desk):
    done, _, maker, checker = desk
    asked = ask(maker)
    result = approvals.approve(actor=checker, approval_id=asked.id, payload_hash=asked.payload_hash, reason="checked")
    assert (result.state, result.checker, result.decision_reason) == ("EXECUTED", "checker@desk.test", "checked")
    assert done == [{"actor": "maker@desk.test", "approval": asked.id, "scope": "desk"}]
    told = Event.objects.filter(subject_id=asked.id).order_by("id").values_list("name", "actor_label")
    assert list(told) == [
        ("approval.requested", "maker@desk.test"),
        ("approval.approved", "checker@desk.test"),
        ("approval.executed", "checker@desk.test"),
    ]
    with pytest.raises(Conflict, match="APPROVAL_DECIDED"):
        approvals.approve(actor=checker, approval_id=asked.id, payload_hash=asked.payload_hash)
    assert len(done) == 1


def test_the_maker_cannot_agree_even_with_the_role(desk):
    done, _, maker, _ = desk
    asked = ask(maker)
    with pytest.raises(Denied, match="MAKER_IS_CHECKER"):
        approvals.approve(actor=actor_of_user(maker), approval_id=asked.id, payload_hash=asked.payload_hash)
    assert done == []


def test_the_database_itself_refuses_one_person_twice(desk):
    _, _, maker, _ = desk
    asked = ask(maker)
    with pytest.raises(IntegrityError, match="approval_two_people"), transaction.atomic():
        Approval.objects.filter(pk=asked.id).update(state="EXECUTED", checker=maker)
    with pytest.raises(IntegrityError, match="approval_decided_by_somebody"), transaction.atomic():
        Approval.objects.filter(pk=asked.id).update(state="EXECUTED")


def test_who_takes_part(desk):
    _, _, maker, _ = desk
    asked = ask(maker)
    given = {"approval_id": asked.id, "payload_hash": asked.payload_hash}
    with pytest.raises(Denied, match="NOT_PERMITTED"):
        approvals.approve(actor=person("ops@desk.test", ADMINISTRATOR), **given)
    bot = Actor("key", str(uuid4()), "bot", None, frozenset({RISK_OFFICER}), policies.SCOPES)
    with pytest.raises(Denied):
        approvals.approve(actor=bot, **given)
    with pytest.raises(Denied):
        approvals.approve(actor=system("relay"), **given)
    with pytest.raises(Denied, match="NOT_PERMITTED"):
        approvals.request_approval(
            actor=person("c@desk.test", COMPLIANCE), command=COMMAND, payload={}, subject=SUBJECT, reason="x"
        )
    with pytest.raises(NotFound):
        approvals.approve(
            actor=person("r2@desk.test", RISK_OFFICER), approval_id=uuid4(), payload_hash=asked.payload_hash
        )


def test_the_checker_agrees_to_what_was_shown(desk):
    done, _, maker, checker = desk
    asked = ask(maker)
    with pytest.raises(Conflict, match="APPROVAL_CONTENT_CHANGED"):
        approvals.approve(actor=checker, approval_id=asked.id, payload_hash="0" * 64)
    assert done == []


def test_it_is_void_when_the_world_drifted(desk):
    done, drift, maker, checker = desk
    asked = ask(maker)
    drift.append("the limit was changed since")
    result = approvals.approve(actor=checker, approval_id=asked.id, payload_hash=asked.payload_hash)
    assert (result.state, result.decision_reason, result.checker) == ("VOID", "the limit was changed since", "")
    assert done == []
    assert Event.objects.filter(name="approval.void").count() == 1


def test_it_is_void_when_its_content_was_tampered_with(desk):
    done, _, maker, checker = desk
    asked = ask(maker)
    Approval.objects.filter(pk=asked.id).update(payload={"scope": "firm"})
    result = approvals.approve(actor=checker, approval_id=asked.id, payload_hash=asked.payload_hash)
    assert (result.state, done) == ("VOID", [])


def test_it_is_void_when_the_maker_lost_the_role(desk):
    done, _, maker, checker = desk
    asked = ask(maker)
    revoke_role(actor=person("a@desk.test", COMPLIANCE), user_id=maker.id, role=DEALER, reason="moved")
    result = approvals.approve(actor=checker, approval_id=asked.id, payload_hash=asked.payload_hash)
    assert (result.state, done) == ("VOID", [])


def test_it_expires(desk):
    done, _, maker, checker = desk
    late, swept = ask(maker), ask(maker, n=2)
    Approval.objects.update(expires_at=now() - timedelta(seconds=1))
    assert approvals.approve(actor=checker, approval_id=late.id, payload_hash=late.payload_hash).state == "EXPIRED"
    expire_approvals()
    expire_approvals()
    assert Approval.objects.get(pk=swept.id).state == "EXPIRED"
    assert Event.objects.filter(name="approval.expired", subject_id=swept.id).count() == 1
    assert done == []


def test_what_is_in_time_is_left_alone(desk):
    asked = ask(desk[2])
    assert deciding.expire_due(system("access")) == 0
    assert Approval.objects.get(pk=asked.id).state == "PENDING"


def test_a_failing_command_leaves_it_pending(desk):
    _, _, maker, checker = desk
    asked = ask(maker, fail=True)
    with pytest.raises(Conflict, match="ARMED_ALREADY"):
        approvals.approve(actor=checker, approval_id=asked.id, payload_hash=asked.payload_hash)
    row = Approval.objects.get(pk=asked.id)
    assert (row.state, row.checker) == ("PENDING", None)
    assert not Event.objects.filter(name="approval.approved").exists()


def test_a_refusal_says_why(desk):
    done, _, maker, checker = desk
    asked = ask(maker)
    with pytest.raises(Invalid, match="REASON_MISSING"):
        approvals.reject(actor=checker, approval_id=asked.id, payload_hash=asked.payload_hash, reason=" ")
    result = approvals.reject(
        actor=checker, approval_id=asked.id, payload_hash=asked.payload_hash, reason="feed is still stale"
    )
    assert (result.state, result.decision_reason, done) == ("REJECTED", "feed is still stale", [])


def test_the_same_is_asked_once_at_a_time(desk):
    maker = desk[2]
    ask(maker)
    with pytest.raises(Conflict, match="APPROVAL_PENDING"):
        ask(maker)
    assert ask(maker, other=1)
