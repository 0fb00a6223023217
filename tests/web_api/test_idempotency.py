from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from tests.access.people import key
from tradeops.access.models import Firm
from tradeops.access.roles import DEALER
from tradeops.web.models import IdempotencyRecord
from tradeops.web.ticks import ANSWERS_KEPT_FOR, purge_idempotency

pytestmark = [pytest.mark.urls("tests.web_api.urls"), pytest.mark.django_db]


def send(api, name="Gamma", key="k-1"):
    headers = {} if key is None else {"HTTP_IDEMPOTENCY_KEY": key}
    return api.post("/api/v1/firms", {"name": name}, format="json", **headers)


def test_a_repeat_gets_the_first_answer_and_does_nothing(api, firms_before):
    first, second = send(api), send(api)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == {key: value for key, value in first.json().items() if key != "secret"}
    assert first.json()["secret"] == "s3cret"
    assert second.headers["Idempotent-Replay"] == "true"
    assert Firm.objects.count() == firms_before + 1
    assert "s3cret" not in IdempotencyRecord.objects.get().body


@pytest.fixture
def firms_before(api):
    return Firm.objects.count()


def test_another_body_under_the_same_key_is_a_conflict(api, firms_before):
    send(api)
    answer = send(api, name="Delta")
    assert (answer.status_code, answer.json()["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert Firm.objects.count() == firms_before + 1


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "IDEMPOTENCY_KEY_MISSING"),
        ("", "IDEMPOTENCY_KEY_MISSING"),
        ("a b", "IDEMPOTENCY_KEY_INVALID"),
        ("x" * 201, "IDEMPOTENCY_KEY_INVALID"),
    ],
)
def test_a_write_needs_a_key(api, firms_before, key, code):
    answer = send(api, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert Firm.objects.count() == firms_before


def test_a_refusal_is_kept_and_its_writes_are_undone(api, firms_before):
    first, second = send(api, name="Late refusal"), send(api, name="Late refusal")
    assert (first.status_code, first.json()["code"]) == (400, "REFUSED")
    assert (second.status_code, second.json()) == (400, first.json())
    assert second.headers["Content-Type"] == "application/problem+json"
    assert Firm.objects.count() == firms_before


@pytest.mark.parametrize(("name", "status"), [("Late conflict", 409), ("Bug", 500)])
def test_what_may_pass_is_not_kept(api, firms_before, name, status):
    assert send(api, name=name).status_code == status
    assert not IdempotencyRecord.objects.exists()
    assert Firm.objects.count() == firms_before
    assert send(api, name="Other").status_code == 201


def test_keys_of_different_credentials_do_not_meet(api, dealer, firms_before):
    other = APIClient()
    other.credentials(HTTP_AUTHORIZATION=f"Bearer {key(dealer, DEALER).token}")
    assert send(api).status_code == 201
    assert send(other, name="Delta").status_code == 201
    assert Firm.objects.count() == firms_before + 2


def test_old_answers_are_forgotten(api):
    send(api)
    purge_idempotency()
    assert IdempotencyRecord.objects.count() == 1
    record = IdempotencyRecord.objects.get()
    IdempotencyRecord.objects.update(created_at=record.created_at - ANSWERS_KEPT_FOR)
    purge_idempotency()
    assert not IdempotencyRecord.objects.exists()
