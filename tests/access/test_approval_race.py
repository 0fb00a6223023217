"""Two checkers at once, on connections of their own."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connection

from tests.access.people import person, user
from tradeops.access import approvals, policies
from tradeops.access.actors import actor_of_user
from tradeops.access.approvals import registry
from tradeops.access.models import Approval
from tradeops.access.roles import DEALER, RISK_OFFICER
from tradeops.journal.models import Event
from tradeops.journal.types import Subject
from tradeops.kernel.errors import TradeopsError


@pytest.mark.usefixtures("committed_db")
def test_two_checkers_make_one_execution(monkeypatch):
    monkeypatch.setattr(policies, "_POLICIES", dict(policies._POLICIES))
    monkeypatch.setattr(registry, "_handlers", {})
    policies.policy("test.race", roles={DEALER}, approval=True, approve_roles={RISK_OFFICER})
    done: list[str] = []
    approvals.command_handler("test.race")(lambda *, actor, approval_id: done.append(actor.label))
    asked = approvals.request_approval(
        actor=actor_of_user(user("maker@desk.test", DEALER)),
        command="test.race",
        payload={},
        subject=Subject("scope", uuid4()),
        reason="test",
    )
    checkers = [person(f"checker{n}@desk.test", RISK_OFFICER) for n in range(4)]
    barrier, outcomes = threading.Barrier(len(checkers)), []

    def decide(checker):
        try:
            barrier.wait(timeout=20)
            approvals.approve(actor=checker, approval_id=asked.id, payload_hash=asked.payload_hash)
            outcomes.append("EXECUTED")
        except TradeopsError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[checker]) for checker in checkers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["APPROVAL_DECIDED"] * 3 + ["EXECUTED"]
    assert done == ["maker@desk.test"]
    assert Approval.objects.get().state == "EXECUTED"
    assert Event.objects.filter(name="approval.executed").count() == 1
