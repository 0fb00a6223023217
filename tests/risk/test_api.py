"""Risk over HTTP: shapes, codes, and who sees what."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.test import Client

from risk.services.positions import record
from risk.services.reservations import reserve
from tests.access import people
from tests.risk import world
from tests.risk.world import ENGINE, dollars, quote, soon
from tradeops.access.models import Approval
from tradeops.access.roles import CLIENT_TRADER, DEALER, OPERATIONS_SUPERVISOR, RISK_OFFICER
from tradeops.journal.types import Subject
from tradeops.kernel.ids import uuid7
from tradeops.reference.types import Funding

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def client():
    world.make_instrument()
    return world.make_client(Funding.CREDIT, limit="1000")


def signed_in(role, firm_id=None):
    browser = Client()
    browser.force_login(people.user(f"{role.lower()}@example.com", role, firm_id=firm_id))
    return browser


def send(browser, path, body, key=None):
    headers = {"Idempotency-Key": key or str(uuid7())}
    return browser.post(f"{API}{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_a_client_reads_its_own_exposure(client):
    other = world.make_client(Funding.CREDIT, "Other", limit="7")
    reserve(actor=ENGINE, cause=quote(), counterparty=client, needs=dollars("250.50"), expires_at=soon())
    trader = signed_in(CLIENT_TRADER, client.firm_id)
    answer = trader.get(f"{API}/exposure")
    assert answer.status_code == 200
    (item,) = answer.json()["items"]
    assert item["counterparty_id"] == str(client.id)
    assert {name: item[name] for name in ("limit", "used", "reserved", "available")} == {
        "limit": "1000",
        "used": "0",
        "reserved": "250.5",
        "available": "749.5",
    }
    assert trader.get(f"{API}/exposure?counterparty={other.id}").json()["items"] == []
    for path in ("/positions", "/limits", "/trading-state"):
        assert trader.get(f"{API}{path}").status_code == 403


def test_the_desk_reads_everything(client):
    world.make_client(Funding.CREDIT, "Other", limit="7", per_trade="5")
    dealer = signed_in(DEALER)
    assert len(dealer.get(f"{API}/exposure").json()["items"]) == 2
    assert len(dealer.get(f"{API}/exposure?counterparty={client.id}").json()["items"]) == 1
    assert dealer.get(f"{API}/positions").json() == {"items": []}
    assert {row["kind"] for row in dealer.get(f"{API}/limits").json()["items"]} == {
        "COUNTERPARTY_EXPOSURE",
        "PER_TRADE",
    }
    assert [row["scope"] for row in dealer.get(f"{API}/trading-state").json()["items"]] == ["desk", "firm"]
    assert dealer.get(f"{API}/exposure?counterparty=nonsense").json()["code"] == "INPUT_INVALID"


def test_positions_show_cost_and_average(client):
    record(
        actor=ENGINE,
        instrument="BTC-USD",
        side_of_desk="BUY",
        base_amount=Decimal(2),
        quote_amount=Decimal(200),
        cause=Subject("trade", uuid7()),
    )
    (row,) = signed_in(DEALER).get(f"{API}/positions").json()["items"]
    assert (row["instrument"], row["quantity"], row["average_price"]) == ("BTC-USD", "2", "100")
    assert row["updated_at"]


def test_limits_by_api_tighten_at_once_and_loosen_by_approval(client):
    officer = signed_in(RISK_OFFICER)
    body = {"kind": "COUNTERPARTY_EXPOSURE", "counterparty_id": str(client.id), "reason": "review"}
    tightened = send(officer, "/limits", {**body, "amount": "400.00"})
    assert (tightened.status_code, tightened.json()["approval_id"]) == (200, None)
    assert tightened.json()["limit"]["amount"] == "400"
    asked = send(officer, "/limits", {**body, "amount": "5000.00"})
    assert (asked.status_code, asked.json()["limit"]) == (202, None)
    assert Approval.objects.get(pk=asked.json()["approval_id"]).command == "risk.loosen_limit"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 400}, "AMOUNT_MALFORMED"),
        ({"amount": "NaN"}, "AMOUNT_MALFORMED"),
        ({"amount": "1e9"}, "AMOUNT_MALFORMED"),
        ({"amount": " 400"}, "AMOUNT_MALFORMED"),
        ({"amount": "-5"}, "LIMIT_INVALID"),
        ({"amount": "0.001"}, "LIMIT_INVALID"),
        ({"kind": "DAILY"}, "INPUT_INVALID"),
        ({"colour": "red"}, "FIELD_UNKNOWN"),
        ({"reason": ""}, "INPUT_INVALID"),
        ({"counterparty_id": None}, "LIMIT_KIND_UNSUITABLE"),
    ],
)
def test_bad_limits_get_a_code(client, change, code):
    body = {"kind": "PER_TRADE", "counterparty_id": str(client.id), "amount": "1.00", "reason": "x"}
    answer = send(signed_in(RISK_OFFICER), "/limits", {**body, **change})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_stop_and_a_request_to_open_by_api(client):
    dealer, supervisor = signed_in(DEALER), signed_in(OPERATIONS_SUPERVISOR)
    stopped = send(dealer, "/trading-state/halt", {"scope": "instrument:BTC-USD", "reason": "feed"})
    assert (stopped.status_code, stopped.json()["state"], stopped.json()["version"]) == (200, "HALTED", 1)
    asked = send(dealer, "/trading-state/rearm", {"scope": "instrument:BTC-USD", "reason": "feed is back"})
    assert asked.status_code == 202
    row = Approval.objects.get(pk=asked.json()["approval_id"])
    agreed = send(supervisor, f"/approvals/{row.id}/approve", {"payload_hash": row.payload_hash})
    assert (agreed.status_code, agreed.json()["state"]) == (200, "EXECUTED")
    states = {row["scope"]: row["state"] for row in dealer.get(f"{API}/trading-state").json()["items"]}
    assert states == {"desk": "ACTIVE", "firm": "ACTIVE", "instrument:BTC-USD": "ACTIVE"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"scope": "moon", "reason": "x"}, 400, "SCOPE_UNKNOWN"),
        ({"scope": "instrument:XXX-USD", "reason": "x"}, 404, "INSTRUMENT_NOT_FOUND"),
        ({"scope": "desk", "reason": "x", "state": "ACTIVE"}, 400, "INPUT_INVALID"),
        ({"scope": "desk"}, 400, "INPUT_INVALID"),
    ],
)
def test_bad_stops_get_a_code(client, body, status, code):
    answer = send(signed_in(DEALER), "/trading-state/halt", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_repeated_stop_with_one_key_is_one_stop(client):
    dealer, key = signed_in(DEALER), str(uuid7())
    first, again = (send(dealer, "/trading-state/halt", {"scope": "desk", "reason": "x"}, key) for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replay"] == "true"
