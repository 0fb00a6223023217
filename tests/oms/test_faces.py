"""Trades, orders and residuals over REST and on the socket's topics."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from oms import selectors
from oms.models import Order, Residual
from oms.services.record_execution import record_execution
from oms.services.report_order import record_doubt
from oms.topics import for_client
from oms.types import Source
from tests.access.people import firm, key, person, user
from tests.oms import world
from tests.oms.booking import book
from tests.oms.orders import GATEWAY, sent
from tests.simulator.running import Simulator
from tradeops.access.roles import CLIENT_TRADER, DEALER
from tradeops.journal.models import Event
from tradeops.kernel.errors import Denied
from tradeops.live.topics import may_listen


def api_of(account, *roles: str) -> APIClient:
    client = APIClient()
    if roles:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key(account, *roles).token}")
    else:
        client.force_login(account)
    return client


def post(client: APIClient, path: str, body: dict[str, str] | None = None):
    return client.post(path, body or {}, format="json", HTTP_IDEMPOTENCY_KEY=str(uuid4()))


@pytest.mark.django_db
def test_a_client_sees_its_own_trades_and_nothing_of_the_desks_side() -> None:
    own, other = firm("Alpha"), firm("Beta")
    mine, theirs = book(firm_id=own), book(firm_id=other)
    client = api_of(user("t@alpha.test", CLIENT_TRADER, firm_id=own), CLIENT_TRADER)
    (row,) = client.get("/api/v1/trades").json()["items"]
    assert row["id"] == str(mine)
    assert (row["side"], row["base_amount"], row["quote_amount"], row["price"]) == ("BUY", "2", "210", "105")
    assert "markup" not in row
    assert client.get(f"/api/v1/trades/{mine}").json() == row
    assert client.get(f"/api/v1/trades/{theirs}").status_code == 404
    assert client.get("/api/v1/orders").status_code == 403
    assert client.get("/api/v1/residuals").status_code == 403


@pytest.mark.django_db
def test_the_desk_sees_an_order_with_its_executions() -> None:
    own = sent(quantity="2")
    record_execution(
        actor=GATEWAY, venue_account_id=own.account_id, trade=own.trade(5, "0.5", "100.1"), source=Source.STREAM
    )
    desk = api_of(user("ana@desk.test", DEALER))
    (listed,) = desk.get("/api/v1/orders", {"lifecycle": "NEW"}).json()["items"]
    assert (listed["status"], listed["filled"], listed["average_price"]) == ("PARTIALLY_FILLED", "0.5", "100.1")
    shown = desk.get(f"/api/v1/orders/{own.order_id}").json()
    (child,) = shown["children"]
    (fill,) = child["executions"]
    assert (child["venue"], child["client_order_id"]) == ("alpha", own.client_order_id)
    assert (fill["venue_trade_id"], fill["price"], fill["reported_by"]) == ("5", "100.1", "STREAM")
    assert desk.get("/api/v1/orders", {"trade": str(uuid4())}).json() == {"items": [], "next": None}
    assert desk.get(f"/api/v1/orders/{uuid4()}").json()["code"] == "ORDER_UNKNOWN"
    assert desk.get("/api/v1/orders", {"nonsense": "1"}).status_code == 400


def test_a_dealer_takes_over_hedges_and_closes_over_rest(desk: Simulator) -> None:
    dealer = api_of(user("ana@desk.test", DEALER))
    world.client_trade("BUY", "2.000004")
    world.run_deliveries()
    Residual.objects.update(quantity=Decimal(1))
    (open_one,) = dealer.get("/api/v1/residuals", {"state": "OPEN"}).json()["items"]
    path = f"/api/v1/residuals/{open_one['id']}"
    assert post(dealer, f"{path}/assign").json()["assignee"] == "ana@desk.test"
    assert post(dealer, f"{path}/hedge", {"quantity": "7"}).json()["code"] == "QUANTITY_INVALID"
    world.publish(desk)
    created = post(dealer, f"{path}/hedge", {"quantity": "0.5"})
    assert (created.status_code, created.json()["status"]) == (201, "PENDING_NEW")
    assert post(dealer, f"{path}/close", {"reason": "x"}).json()["code"] == "HEDGE_RUNNING"
    world.run_deliveries()
    assert Order.objects.get(residual__isnull=False).ord_status == "FILLED"
    closed = post(dealer, f"{path}/close", {"reason": "kept as inventory"}).json()
    assert (closed["state"], closed["quantity"], closed["close_reason"]) == ("CLOSED", "0.5", "kept as inventory")


@pytest.mark.django_db
def test_topics_are_heard_by_those_they_concern() -> None:
    own = firm("Alpha")
    book(firm_id=own)
    trader, dealer = person("t@alpha.test", CLIENT_TRADER, firm_id=own), person("ana@desk.test", DEALER)
    assert may_listen(trader, f"firm.{own}.trades")
    assert not may_listen(trader, f"firm.{uuid4()}.trades")
    assert not may_listen(trader, "desk.orders")
    assert may_listen(dealer, "desk.orders")
    told = for_client(Event.objects.get(name="trade.booked").record(), f"firm.{own}.trades")
    assert set(told["fields"]) == {"event", "instrument", "side", "base_amount", "quote_amount", "price", "value_date"}


@pytest.mark.django_db
def test_pages_read_what_is_open_and_in_doubt() -> None:
    own, dealer = sent(), person("ana@desk.test", DEALER)
    trade_id = own.order.trade_id
    assert trade_id is not None
    record_doubt(actor=GATEWAY, child_id=own.child_id, code="SENDER_CUT_OFF")
    assert [order.pk for order in selectors.open_orders(dealer)] == [own.order_id]
    assert [child.pk for child in selectors.unknown_orders(dealer)] == [own.child_id]
    assert [order.pk for order in selectors.orders_of_trade(dealer, trade_id)] == [own.order_id]
    assert [(gate.venue, gate.is_open) for gate in selectors.venue_gates(dealer)] == [("alpha", False)]
    assert list(selectors.recent_executions(dealer)) == list(selectors.open_residuals(dealer)) == []
    with pytest.raises(Denied):
        selectors.open_orders(person("t@alpha.test", CLIENT_TRADER, firm_id=firm("Other")))
