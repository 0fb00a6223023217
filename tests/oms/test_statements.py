"""How often a hedge goes to the database. More is allowed only with a reason."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oms.models import Order, Residual
from oms.services.record_execution import record_execution
from oms.services.report_order import record_report
from oms.types import Intake, Source
from tests.oms import world
from tests.oms.orders import GATEWAY, sent
from tests.simulator.running import Simulator
from tradeops.connectivity.types import OrderStatus
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery
from tradeops.reference.selectors import memory

# One hedge at one venue, filled at once, with dust that no venue takes; transactions and delivery included.
HEDGE, SEND_AND_RECORD, FOLLOW_UP = 20, 30, 7
# What a delivery takes by itself: begin, take, close, commit.
DELIVERY = 4
# One message of the stream about what the reply brought before.
TRADE_AGAIN, REPORT_AGAIN = 2, 1


@pytest.fixture(autouse=True)
def terms_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the processes that hedge; far longer than the test takes, and nothing of another test's database."""
    monkeypatch.setattr(memory, "SECONDS", 600.0)
    monkeypatch.setattr(memory, "connection", SimpleNamespace(settings_dict={"NAME": uuid4().hex}))


def statements(subscriber: str) -> int:
    """Carry out the one delivery that is owed to a subscriber; how many statements it took."""
    delivery = Delivery.objects.get(subscriber=subscriber, state="PENDING")
    with CaptureQueriesContext(connection) as done:
        deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "DONE", delivery.last_error
    return len(done)


def test_a_hedge_takes_no_more_statements_than_it_did(desk: Simulator) -> None:
    counts: list[int] = []
    for quantity in ("0.200004", "0.300004"):  # the first opens accounts and fills memories
        world.publish(desk)
        world.client_trade("BUY", quantity)
        counts = [statements(name) for name in ("oms.hedge", "oms.send_child", "oms.follow_up")]
    assert {order.ord_status for order in Order.objects.all()} == {"EXPIRED"}
    assert Residual.objects.get().reason == "BELOW_MINIMUM"
    assert counts[0] <= HEDGE
    assert counts[1] <= SEND_AND_RECORD
    assert counts[2] <= FOLLOW_UP
    world.publish(desk)
    world.client_trade("BUY", "0.3")
    *_, nothing_left = [statements(name) for name in ("oms.hedge", "oms.send_child", "oms.follow_up")]
    assert nothing_left <= DELIVERY
    world.require_sound()


@pytest.mark.django_db
def test_what_is_known_is_looked_up_and_no_more() -> None:
    own = sent(quantity="2")
    fill, report = own.trade(1, "2", "100"), own.report(OrderStatus.FILLED, "2")
    record_execution(actor=GATEWAY, venue_account_id=own.account_id, trade=fill, source=Source.REPLY)
    with CaptureQueriesContext(connection) as again:
        told = record_execution(actor=GATEWAY, venue_account_id=own.account_id, trade=fill, source=Source.STREAM)
    assert (told, len(again)) == (Intake.DUPLICATE, TRADE_AGAIN)
    with CaptureQueriesContext(connection) as again:
        assert record_report(actor=GATEWAY, venue_account_id=own.account_id, report=report)
    assert len(again) == REPORT_AGAIN
