from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from risk.selectors import exposure_of
from settlement.models import Obligation
from settlement.services.settle_obligation import request_settlement
from tests.access import people
from tests.rfq import world
from tradeops.access.approvals import approve
from tradeops.access.roles import OPERATIONS, OPERATIONS_SUPERVISOR
from tradeops.access.selectors import approval
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, NotFound
from tradeops.ledger.selectors import balances
from tradeops.workflow.selectors import family

pytestmark = pytest.mark.django_db


def traded() -> tuple[world.Client, list[Obligation]]:
    """A credit client that bought one BTC, with both legs open."""
    world.make_desk()
    client = world.on_credit()
    world.accept(client, world.quoted(client).pk)
    deliver(Delivery.objects.get(subscriber="settlement.create_obligations").pk)
    return client, list(Obligation.objects.as_system().order_by("-direction"))


def settle(obligation: Obligation) -> None:
    omar, sofia = _people()
    asked = approval(omar, request_settlement(actor=omar, obligation_id=obligation.pk, evidence="wire 5"))
    assert approve(actor=sofia, approval_id=asked.id, payload_hash=asked.payload_hash).state == "EXECUTED"


def _people() -> list[Actor]:
    found = []
    for email, role in (("omar@desk.example", OPERATIONS), ("sofia@desk.example", OPERATIONS_SUPERVISOR)):
        known = people.User.objects.filter(email=email).first()
        found.append(people.actor_of_user(known) if known else people.person(email, role))
    return found


def test_settling_both_legs_empties_what_was_due_and_frees_the_limit() -> None:
    client, (receive, pay) = traded()
    assert (receive.direction, receive.asset_id, receive.amount) == ("RECEIVE", "USD", Decimal(60_070))

    settle(receive)
    settle(pay)

    owner = f"counterparty:{client.spec.id}"
    assert all(row.posted == 0 for row in balances(owner))
    used = exposure_of(client.spec.id)
    assert used is not None
    assert used.used == 0
    assert {row.state for row in Obligation.objects.as_system()} == {"SETTLED"}


def test_a_settled_obligation_cannot_be_settled_again() -> None:
    _, (receive, _) = traded()
    settle(receive)

    with pytest.raises(Conflict) as refusal:
        request_settlement(actor=_people()[0], obligation_id=receive.pk, evidence="wire 6")

    assert refusal.value.code == "OBLIGATION_SETTLED"


def test_an_unknown_obligation_is_not_found() -> None:
    with pytest.raises(NotFound):
        request_settlement(
            actor=people.person("o@desk.example", OPERATIONS),
            obligation_id=Obligation().pk,
            evidence="wire",
        )


def test_a_deals_family_reaches_from_request_to_obligation() -> None:
    _, (receive, _) = traded()

    subjects = family(Subject("obligation", receive.pk))

    kinds = sorted(subject.kind for subject in subjects)
    assert kinds == ["obligation", "obligation", "quote", "reservation", "rfq", "trade"]


def test_obligations_take_few_statements() -> None:
    world.make_desk()
    client = world.prefunded()
    world.accept(client, world.quoted(client).pk)
    owed = Delivery.objects.get(subscriber="settlement.create_obligations")
    with CaptureQueriesContext(connection) as done:
        deliver(owed.pk)
    # Four are the delivery's own; without a memory the terms of the instrument are read too.
    assert len(done) <= 8
    assert {row.state for row in Obligation.objects.as_system()} == {"SETTLED"}
