from __future__ import annotations

from uuid import uuid4

import pytest

from tradeops.access import policies
from tradeops.access.roles import CLIENT_TRADER, DEALER, RISK_OFFICER
from tradeops.kernel.actor import Actor, system
from tradeops.kernel.errors import Denied, Unauthenticated


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(policies, "_POLICIES", {})
    policies.policy("deal.ask", roles={CLIENT_TRADER}, scope="trade")
    policies.policy("deal.price", roles={DEALER}, system=True)
    policies.policy("risk.rearm", roles={DEALER}, approval=True, approve_roles={RISK_OFFICER})


def actor(*roles: str, kind="user", scopes=None) -> Actor:
    return Actor(kind, str(uuid4()), "x", None, frozenset(roles), scopes)


def test_roles_decide():
    policies.authorise(actor(CLIENT_TRADER), "deal.ask")
    with pytest.raises(Denied, match="NOT_PERMITTED"):
        policies.authorise(actor(DEALER), "deal.ask")
    with pytest.raises(Unauthenticated):
        policies.authorise(None, "deal.ask")


def test_an_undeclared_command_is_a_mistake_not_a_door():
    with pytest.raises(LookupError):
        policies.authorise(system("x"), "deal.steal")


def test_a_key_needs_role_and_scope():
    policies.authorise(actor(CLIENT_TRADER, kind="key", scopes=frozenset({"trade"})), "deal.ask")
    for unfit in (
        actor(CLIENT_TRADER, kind="key", scopes=frozenset({"read"})),
        actor(CLIENT_TRADER, kind="key", scopes=None),
        actor(DEALER, kind="key", scopes=frozenset({"trade"})),
    ):
        with pytest.raises(Denied):
            policies.authorise(unfit, "deal.ask")


def test_a_command_without_scope_is_beyond_any_key():
    every = actor(DEALER, kind="key", scopes=policies.SCOPES)
    assert not policies.may(every, "deal.price")


def test_programs_hold_what_the_policy_says():
    assert policies.may(system("pricing"), "deal.price")
    assert not policies.may(system("pricing"), "deal.ask")


def test_an_approved_command_passes_only_while_it_is_carried_out():
    dealer = actor(DEALER)
    assert policies.may(dealer, "risk.rearm")
    with pytest.raises(Denied, match="APPROVAL_REQUIRED"):
        policies.authorise(dealer, "risk.rearm")
    with policies.carrying_out("deal.ask"), pytest.raises(Denied, match="APPROVAL_REQUIRED"):
        policies.authorise(dealer, "risk.rearm")
    with policies.carrying_out("risk.rearm"):
        policies.authorise(dealer, "risk.rearm")
    with pytest.raises(Denied, match="APPROVAL_REQUIRED"):
        policies.authorise(dealer, "risk.rearm")


def test_only_people_with_an_approve_role_approve():
    assert policies.may_approve(actor(RISK_OFFICER), "risk.rearm")
    assert not policies.may_approve(actor(DEALER), "risk.rearm")
    assert not policies.may_approve(actor(RISK_OFFICER, kind="key", scopes=policies.SCOPES), "risk.rearm")


def test_a_policy_is_declared_once_and_with_known_words():
    with pytest.raises(ValueError, match="has a policy already"):
        policies.policy("deal.ask", roles={DEALER})
    with pytest.raises(ValueError, match="unknown roles"):
        policies.policy("deal.x", roles={"KING"})
    with pytest.raises(ValueError, match="unknown scope"):
        policies.policy("deal.x", roles={DEALER}, scope="everything")
