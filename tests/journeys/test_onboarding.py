"""Opening a client for business, from nothing to its first balance, over the API alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client

from tests.access import people
from tests.risk.world import make_instrument
from tradeops.access.models import Firm
from tradeops.access.roles import ADMINISTRATOR, RISK_OFFICER
from tradeops.kernel.ids import uuid7
from tradeops.reference.models import Counterparty

pytestmark = pytest.mark.django_db


def signed_in(email: str, role: str) -> Client:
    client = Client()
    client.force_login(people.user(email, role))
    return client


def post(client: Client, path: str, body: Mapping[str, object], *, expected: int) -> dict[str, str]:
    answer = client.post(
        f"/api/v1/{path}",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid7())},
    )
    assert answer.status_code == expected, answer.content
    return answer.json()


def test_a_firm_its_trader_its_terms_and_its_limit() -> None:
    make_instrument()
    adam = signed_in("adam@desk.example", ADMINISTRATOR)
    rita = signed_in("rita@desk.example", RISK_OFFICER)

    firm = post(adam, "firms", {"name": "Orchid Treasury", "reason": "onboarded"}, expected=201)
    user = post(
        adam,
        "users",
        {
            "email": "t@orchid.example",
            "name": "T. Orchid",
            "password": "a long first password",
            "firm_id": firm["id"],
            "roles": ["CLIENT_TRADER"],
            "reason": "onboarded",
        },
        expected=201,
    )
    terms = {"name": "Orchid Treasury", "category": "PROFESSIONAL", "tier": "B", "funding": "CREDIT"}
    counterparty = post(
        adam,
        "counterparties",
        terms | {"firm_id": firm["id"], "settlement_days": 1, "reason": "onboarded"},
        expected=201,
    )
    limit = {"kind": "COUNTERPARTY_EXPOSURE", "counterparty_id": counterparty["id"], "amount": "1000000"}
    post(rita, "limits", limit | {"reason": "credit committee"}, expected=202)

    assert user["roles"] == ["CLIENT_TRADER"]
    assert counterparty["tier"] == "B"
    assert Firm.history.get(id=firm["id"]).history_change_reason == "onboarded"
    assert Counterparty.history.get(id=counterparty["id"]).history_change_reason == "onboarded"


def test_bad_input_is_named_and_writes_nothing() -> None:
    adam = signed_in("adam@desk.example", ADMINISTRATOR)

    weak = {"email": "x@y.example", "name": "X", "password": "short", "roles": [], "reason": "r"}

    assert post(adam, "users", weak, expected=400)["code"] == "PASSWORD_WEAK"
    assert post(adam, "firms", {"name": "", "reason": "r"}, expected=400)["code"] == "INPUT_INVALID"
    assert post(adam, "counterparties", {"name": "X"}, expected=400)["code"] == "INPUT_INVALID"
    assert not Firm.objects.exists()
