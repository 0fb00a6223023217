from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import people
from tests.operations import measuring
from tests.operations.measuring import begin, delivery_of, handled
from tradeops.access.roles import CLIENT_TRADER, DEALER, OPERATIONS, OPERATIONS_SUPERVISOR
from tradeops.journal.delivering import ATTEMPTS_BEFORE_DEAD
from tradeops.journal.models import Delivery, Event
from tradeops.kernel.errors import Conflict, Denied, Invalid, NotFound
from tradeops.operations.services import discard_delivery, retry_delivery

MOVES = [(retry_delivery, "PENDING"), (discard_delivery, "DISCARDED")]


@pytest.fixture(autouse=True)
def _measured() -> Iterator[None]:
    with measuring.registered():
        yield


def dead() -> Delivery:
    subject = begin(fail=True)
    for _ in range(ATTEMPTS_BEFORE_DEAD):
        handled(subject)
    row = delivery_of(subject)
    assert row.state == "DEAD"
    return row


@pytest.mark.parametrize(("move", "state"), MOVES)
def test_a_person_moves_a_dead_letter_and_says_why(db: None, move, state) -> None:
    row, actor = dead(), people.person("ops@example.com", OPERATIONS_SUPERVISOR)
    move(actor=actor, delivery_id=row.pk, reason=" venue is back ")
    row.refresh_from_db()
    assert row.state == state
    event = Event.objects.latest("id")
    assert event.subject_id == row.event.subject_id, "it stands in the deal's own journal"
    assert (event.reason, event.payload["delivery"], event.actor_id) == ("venue is back", row.pk, actor.id)
    with pytest.raises(Conflict, match="DELIVERY_NOT_DEAD"):
        move(actor=actor, delivery_id=row.pk, reason="again")


@pytest.mark.parametrize(("move", "state"), MOVES)
def test_what_is_refused_changes_nothing(db: None, move, state) -> None:
    row, actor = dead(), people.person("ops@example.com", OPERATIONS_SUPERVISOR)
    dealer = people.person("dealer@example.com", DEALER)
    before = Event.objects.count()
    with pytest.raises(Invalid, match="REASON_MISSING"):
        move(actor=actor, delivery_id=row.pk, reason=" ")
    with pytest.raises(NotFound, match="DELIVERY_NOT_FOUND"):
        move(actor=actor, delivery_id=row.pk + 1000, reason="why not")
    with pytest.raises(Denied, match="NOT_PERMITTED"):
        move(actor=dealer, delivery_id=row.pk, reason="mine")
    row.refresh_from_db()
    assert row.state == "DEAD"
    assert Event.objects.count() == before


def test_only_a_supervisor_discards(db: None) -> None:
    row, actor = dead(), people.person("ops@example.com", OPERATIONS)
    with pytest.raises(Denied):
        discard_delivery(actor=actor, delivery_id=row.pk, reason="old")
    retry_delivery(actor=actor, delivery_id=row.pk, reason="again")


def test_dead_letters_over_the_api(db: None, client: Client) -> None:
    row = dead()
    client.force_login(people.user("ops@example.com", OPERATIONS))
    listed = client.get(reverse("api_deliveries"), {"state": "DEAD"}).json()
    (item,) = listed["items"]
    assert (item["id"], item["event"], item["attempts"]) == (row.pk, "measured.begun", ATTEMPTS_BEFORE_DEAD)
    assert "asked to fail" in item["last_error"]
    retry = reverse("api_delivery_retry", args=[row.pk])

    def send(path: str, key: str) -> Any:
        headers = {"Idempotency-Key": key}
        return client.post(path, {"reason": "again"}, content_type="application/json", headers=headers)

    assert send(retry, "one").status_code == 204
    assert send(retry, "one").status_code == 204, "the same call"
    refused = send(retry, "two")
    assert (refused.status_code, refused.json()["code"]) == (409, "DELIVERY_NOT_DEAD")
    discard = reverse("api_delivery_discard", args=[row.pk])
    assert send(discard, "three").status_code == 403
    assert client.get(reverse("api_deliveries"), {"state": "LOST"}).status_code == 400


def test_stages_over_the_api(db: None, client: Client) -> None:
    measuring.end(begin())
    client.force_login(people.user("dealer@example.com", DEALER))
    (stage,) = (row for row in client.get(reverse("api_stages")).json()["items"] if row["workflow"] == measuring.KIND)
    assert (stage["stage"], stage["started"], stage["ended"], stage["budget_ms"]) == ("first", 1, 1, 200)
    assert client.get(reverse("api_stages"), {"window": "0"}).status_code == 400
    client.force_login(people.user("client@example.com", CLIENT_TRADER, firm_id=people.firm()))
    assert client.get(reverse("api_stages")).status_code == 403
