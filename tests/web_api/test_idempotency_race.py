"""The same key on several connections at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from rest_framework.test import APIClient

from tests.access.people import firm, key, user
from tradeops.access.models import Firm
from tradeops.access.roles import CLIENT_TRADER

pytestmark = pytest.mark.urls("tests.web_api.urls")


@pytest.mark.usefixtures("committed_db")
def test_one_of_many_does_the_work():
    token = key(user("trader@alpha.test", CLIENT_TRADER, firm_id=firm()), CLIENT_TRADER).token
    barrier, answers = threading.Barrier(6), []

    def send() -> None:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_IDEMPOTENCY_KEY="same")
        barrier.wait(timeout=20)
        answers.append(client.post("/api/v1/firms", {"name": "Gamma"}, format="json"))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    made = [answer for answer in answers if answer.status_code == 201]
    others = [answer for answer in answers if answer.status_code != 201]
    assert len(answers) == 6
    assert len({answer.json()["id"] for answer in made}) == 1
    assert all(answer.json()["code"] == "IDEMPOTENCY_RUNNING" for answer in others)
    assert all(answer.headers["Retry-After"] == "1" for answer in others)
    assert Firm.objects.filter(name="Gamma").count() == 1
