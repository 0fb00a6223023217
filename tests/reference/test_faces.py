from __future__ import annotations

import pytest

from tests.access import people
from tests.reference import desk
from tradeops.access.roles import ADMINISTRATOR, CLIENT_VIEWER, RISK_OFFICER
from tradeops.kernel.actor import system
from tradeops.reference.models import Asset, Instrument
from tradeops.reference.services import set_instrument_status
from tradeops.reference.types import Status

pytestmark = pytest.mark.django_db


def bearer(*scopes: str) -> dict[str, str]:
    holder = people.user("viewer@alpha.test", CLIENT_VIEWER, firm_id=people.firm())
    token = people.key(holder, CLIENT_VIEWER, scopes=scopes).token
    return {"authorization": f"Bearer {token}"}


def test_a_client_reads_instruments_with_their_published_sizes(client):
    desk.bitcoin()
    answer = client.get("/api/v1/instruments", headers=bearer("read"))
    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "symbol": "BTC-USD",
                "base": "BTC",
                "quote": "USD",
                "kind": "SPOT",
                "price_tick": "0.01",
                "size_step": "0.0001",
                "min_size": "0.01",
                "max_size": "500",
            }
        ]
    }


def test_a_suspended_instrument_is_not_published(client):
    desk.bitcoin()
    officer = people.person("risk@desk.test", RISK_OFFICER)
    set_instrument_status(actor=officer, symbol="BTC-USD", status=Status.SUSPENDED, reason="fork")
    assert client.get("/api/v1/instruments", headers=bearer("read")).json() == {"items": []}


def test_strangers_and_keys_without_the_scope_read_nothing(client):
    assert client.get("/api/v1/instruments").status_code == 401
    assert client.get("/api/v1/instruments", headers=bearer("trade")).status_code == 403


def test_the_admin_shows_rows_and_history_and_changes_nothing(client):
    desk.bitcoin(system("seed"))
    client.force_login(people.user("boss@desk.test", ADMINISTRATOR, is_staff=True))
    for page in ("asset", "instrument", "venue", "counterparty", "historicalasset", "historicalinstrument"):
        assert client.get(f"/admin/reference/{page}/").status_code == 200
    assert b"system:seed" in client.get("/admin/reference/historicalasset/").content
    assert client.post("/admin/reference/asset/BTC/change/", {"name": "Bit"}).status_code == 403
    assert client.get("/admin/reference/asset/add/").status_code == 403
    assert client.post("/admin/reference/instrument/BTC-USD/delete/", {"post": "yes"}).status_code == 403
    assert Asset.objects.get(pk="BTC").name == "Bitcoin"
    assert Instrument.objects.exists()
