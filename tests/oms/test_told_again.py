"""Every fill is told three times. What is known needs no lock, and what is new needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from oms.models import ChildOrder, Execution, Order
from oms.services.polling import unrecorded
from oms.services.record_execution import record_execution
from oms.services.report_order import record_report
from oms.services.take_stream import take_stream
from oms.types import Intake, Source
from tests.oms.orders import GATEWAY, Sent, sent
from tradeops.connectivity.types import OrderStatus, VenueOrder, VenueTrade
from tradeops.journal.models import Event
from tradeops.kernel.errors import Conflict


@contextmanager
def locked(own: Sent) -> Iterator[None]:
    """Somebody else holds parent and child, as a sender does that writes an answer."""
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM oms_order WHERE id = %s FOR NO KEY UPDATE", [own.order_id])
            cursor.execute("SELECT 1 FROM oms_childorder WHERE id = %s FOR NO KEY UPDATE", [own.child_id])
        yield
    finally:
        other.close()


@contextmanager
def no_patience() -> Iterator[None]:
    """Whoever waits for a lock fails at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', '20ms', false)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', '3s', false)")


@pytest.fixture
def own(committed_db: str) -> Sent:
    with transaction.atomic():
        return sent(quantity="2")


def record(own: Sent, trade: VenueTrade) -> Intake:
    return record_execution(actor=GATEWAY, venue_account_id=own.account_id, trade=trade, source=Source.STREAM)


def report(own: Sent, status: OrderStatus, filled: str) -> bool:
    return record_report(actor=GATEWAY, venue_account_id=own.account_id, report=own.report(status, filled))


def test_what_is_known_waits_for_nobody(own: Sent) -> None:
    fill = own.trade(1, "2", "100")
    assert record(own, fill) is Intake.RECORDED
    assert report(own, OrderStatus.FILLED, "2")
    events = Event.objects.count()
    with locked(own), no_patience():
        assert record(own, fill) is Intake.DUPLICATE
        assert record(own, replace(fill, client_order_id=None)) is Intake.DUPLICATE
        assert report(own, OrderStatus.FILLED, "2")
        assert report(own, OrderStatus.PARTIALLY_FILLED, "1")
        with pytest.raises(Conflict) as other:
            record(own, replace(fill, price=Decimal(99)))
    assert other.value.code == "EXECUTION_DIFFERS"
    assert (Event.objects.count(), Execution.objects.count()) == (events, 1)


def test_an_order_that_works_needs_no_second_word_for_it(own: Sent) -> None:
    assert report(own, OrderStatus.NEW, "0")
    with locked(own), no_patience():
        assert report(own, OrderStatus.NEW, "0")


def test_of_a_stream_only_the_news_is_recorded(own: Sent) -> None:
    first, second = own.trade(1, "1", "100"), own.trade(2, "1", "101")
    stranger = replace(own.trade(3, "1", "100"), client_order_id="by-hand")
    assert record(own, first) is Intake.RECORDED
    told: list[VenueTrade | VenueOrder] = [
        own.report(OrderStatus.NEW),
        first,
        own.report(OrderStatus.PARTIALLY_FILLED, "1"),
    ]
    with locked(own), no_patience():
        assert take_stream(actor=GATEWAY, venue_account_id=own.account_id, told=told) == []
    told += [second, stranger, own.report(OrderStatus.FILLED, "2")]
    assert take_stream(actor=GATEWAY, venue_account_id=own.account_id, told=told) == [stranger]
    assert (Order.objects.get().ord_status, Execution.objects.count()) == ("FILLED", 2)
    with CaptureQueriesContext(connection) as again:
        take_stream(actor=GATEWAY, venue_account_id=own.account_id, told=told[:4] + told[5:])
    assert len(again) == 2
    with pytest.raises(Conflict):
        take_stream(actor=GATEWAY, venue_account_id=own.account_id, told=[replace(second, fee=Decimal(1))])


def test_what_is_new_waits_for_the_lock(own: Sent) -> None:
    assert record(own, own.trade(1, "1", "100")) is Intake.RECORDED
    with locked(own), no_patience():
        for news in (
            lambda: record(own, own.trade(2, "1", "100")),
            lambda: report(own, OrderStatus.EXPIRED, "1"),
        ):
            with pytest.raises(OperationalError):
                news()
    assert Order.objects.get().lifecycle == ChildOrder.objects.get().lifecycle == "NEW"
    assert report(own, OrderStatus.EXPIRED, "1")
    assert Order.objects.get().ord_status == ChildOrder.objects.get().ord_status == "EXPIRED"


def test_a_poll_asks_once_which_executions_it_has_to_record(own: Sent) -> None:
    known, fresh = own.trade(1, "1", "100", named=False), own.trade(2, "1", "100", named=False)
    record(own, replace(known, client_order_id=own.client_order_id))
    other = replace(known, fee=Decimal(7))
    assert unrecorded(own.account_id, "BTCUSD", [known, fresh]) == [fresh]
    assert unrecorded(own.account_id, "BTCUSD", [other]) == [other], "another content is for the intake to refuse"
