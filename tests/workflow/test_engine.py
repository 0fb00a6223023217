"""The engine, on the request's own table."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from rfq.models import Rfq
from rfq.workflow import RFQ
from tests.rfq import world
from tradeops.access.policies import policy_of
from tradeops.journal.models import Event
from tradeops.kernel.actor import system
from tradeops.kernel.errors import Conflict, Denied
from tradeops.workflow.documents import page
from tradeops.workflow.registry import all_stages, all_workflows, register
from tradeops.workflow.selectors import allowed
from tradeops.workflow.services import apply, apply_many
from tradeops.workflow.types import Transition, Workflow

ENGINE = system("pricing")
CLOCK = system("clock")


@pytest.fixture
def rfq(db: None) -> Rfq:
    world.make_desk()
    return world.ask(world.prefunded())


def test_a_legal_move_writes_state_fields_and_event_together(rfq: Rfq) -> None:
    event = apply(RFQ, rfq, "reject", actor=ENGINE, payload={"code": "X"}, changes={"reject_code": "X"})

    stored = Rfq.objects.as_system().get(pk=rfq.pk)
    assert (stored.state, stored.reject_code, rfq.state) == ("REJECTED", "X", "REJECTED")
    assert (event.name, event.payload) == ("rfq.rejected", {"state": "REJECTED", "code": "X"})


def test_an_illegal_move_changes_nothing(rfq: Rfq) -> None:
    before = Event.objects.count()

    with pytest.raises(Conflict) as refusal:
        apply(RFQ, rfq, "quote", actor=ENGINE, changes={"reject_code": "X"})

    assert refusal.value.code == "TRANSITION_ILLEGAL"
    assert refusal.value.context["state"] == "PENDING_NEW"
    assert Rfq.objects.as_system().get(pk=rfq.pk).reject_code == ""
    assert Event.objects.count() == before


def test_a_stranger_may_not_move(rfq: Rfq) -> None:
    trader = world.on_credit("Strangers").trader

    with pytest.raises(Denied):
        apply(RFQ, rfq, "price", actor=trader)


def test_many_move_at_once_and_others_are_left(rfq: Rfq) -> None:
    other = world.ask(world.prefunded("Beta Partners"))
    apply(RFQ, other, "reject", actor=ENGINE)

    moved = apply_many(RFQ, [rfq.pk, other.pk], "expire", actor=CLOCK, draft=lambda row: (None, {"n": row.side}))

    assert [row.pk for row in moved] == [rfq.pk]
    assert Event.objects.get(name="rfq.expired").payload == {"state": "EXPIRED", "n": "BUY"}
    assert Rfq.objects.as_system().get(pk=other.pk).state == "REJECTED"


def test_what_is_allowed_follows_table_and_policy(rfq: Rfq) -> None:
    assert allowed(RFQ, rfq, ENGINE) == ("price", "reject", "cancel", "expire")
    assert allowed(RFQ, rfq, world.on_credit("Strangers").trader) == ("cancel",)


def test_a_table_that_contradicts_itself_is_refused() -> None:
    move = Transition("go", ("DONE",), "NEW", "rfq.price", "x.gone")
    with pytest.raises(ValueError, match="terminal"):
        register(Workflow("x", "X", "rfq.Rfq", "NEW", frozenset({"DONE"}), (move,)))
    with pytest.raises(ValueError, match="twice"):
        register(RFQ)


@pytest.mark.parametrize("workflow", all_workflows(), ids=lambda entry: entry.kind)
def test_every_table_is_whole(workflow: Workflow) -> None:
    """Every command has a policy, every state can be reached, and every other one can be left."""
    model = apps.get_model(workflow.model)
    assert model._meta.get_field(workflow.state_field).default == workflow.initial
    reached, ahead = {workflow.initial}, [workflow.initial]
    while ahead:
        for move in workflow.from_state(ahead.pop()):
            policy_of(move.command)
            if move.target not in reached:
                reached.add(move.target)
                ahead.append(move.target)
    assert reached == set(workflow.states)
    assert {state for state in workflow.states if not workflow.from_state(state)} == workflow.terminal


@given(st.data())
def test_no_walk_leaves_a_terminal_state(data: st.DataObject) -> None:
    workflow = data.draw(st.sampled_from(all_workflows()))
    state = workflow.initial
    for _ in range(12):
        moves = workflow.from_state(state)
        if not moves:
            assert state in workflow.terminal
            return
        state = data.draw(st.sampled_from(moves)).target


def test_every_stage_says_who_owns_it_and_what_happens_when_it_fails() -> None:
    assert all_stages()
    for _, stage in all_stages():
        assert stage.budget_ms > 0
        assert stage.fallback
        assert stage.redundancy
        assert stage.ends


def test_the_written_tables_are_those_that_run() -> None:
    written = (settings.BASE_DIR / "docs" / "workflows.md").read_text()

    assert written == page(), "run manage.py document_workflows"
