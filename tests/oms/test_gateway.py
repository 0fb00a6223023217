"""The gateway process: what it resolves, what it finds again, and that it makes nothing twice."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection

from oms.models import ChildOrder, Execution, FillWatermark, Order, Residual, VenueSession
from oms.sending import SendChild
from oms.services.venue_sessions import open_gates
from risk.selectors import position
from tests.oms import world
from tests.programs import ROOT, environment, program
from tests.simulator.running import SECRET, Simulator
from tests.waiting import wait_for
from tradeops.connectivity.services import open_adapter
from tradeops.connectivity.types import OrderRequest, Outcome, Side, TimeInForce
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery, Event
from tradeops.operations.models import Heartbeat
from tradeops.reference.selectors import venue_account, venue_instruments

D = Decimal


@pytest.fixture
def env(desk: Simulator, committed_db: str, valkey) -> dict[str, str]:
    """What a process of this desk needs; gates are closed until a gateway opens them."""
    VenueSession.objects.all().delete()
    return environment(committed_db) | {
        "REDIS_URL": valkey.url,
        "VENUE_API_SECRET": SECRET,
        "TRADEOPS_PROCESS": "gateway",
    }


@pytest.fixture
def gateway(env) -> Iterator[subprocess.Popen[bytes]]:
    """A running gateway that has opened every gate."""
    with program("manage.py", "gateway", env=env) as process:
        wait_for(lambda: len(open_gates()) == 3, timeout=60, what="the gates")
        yield process


def child_at(venue: str) -> ChildOrder:
    return ChildOrder.objects.get(venue=venue, parent__attempt=1)


def over(venue: str) -> bool:
    return child_at(venue).lifecycle == "DONE"


def routed(desk: Simulator, base: str = "6") -> None:
    """A trade with its order created and routed, nothing sent."""
    world.publish(desk)
    world.client_trade("BUY", base)
    world.run_deliveries(only="oms.hedge")


def test_an_accepted_order_whose_answer_was_lost_is_found_and_counted_once(desk: Simulator, gateway) -> None:
    routed(desk)
    desk.control("alpha", fault="drop", processed=True)
    # Held back, so that the question and not the stream brings the news.
    desk.control("alpha", fault="hold_events", seconds=30)
    world.run_deliveries(only="oms.send_child")
    wait_for(lambda: over("alpha"), timeout=60, what="the answer")
    names = list(Event.objects.filter(subject_id=child_at("alpha").pk).order_by("id").values_list("name", flat=True))
    assert names == [
        "order.child_created", "order.sent", "order.unknown", "order.resolved", "order.accepted", "order.child_done",
    ]  # fmt: skip
    assert Execution.objects.filter(child__venue="alpha", source="POLL").count() == 2
    assert world.orders_at(desk, "alpha", child_at("alpha").client_order_id) == 1
    world.run_deliveries()
    assert Order.objects.get().ord_status == "FILLED"
    world.require_sound()


def test_a_late_answer_changes_nothing_any_more(desk: Simulator, gateway) -> None:
    routed(desk)
    desk.control("alpha", fault="late", seconds=5)
    world.run_deliveries(only="oms.send_child")
    wait_for(lambda: over("alpha"), timeout=60, what="the evidence")
    wait_for(lambda: Order.objects.get().ord_status == "FILLED", what="the order")
    assert world.orders_at(desk, "alpha", child_at("alpha").client_order_id) == 1
    world.require_sound()


def test_stream_polling_and_reply_count_every_fill_once(desk: Simulator, gateway) -> None:
    for base in ("3", "4", "5"):
        world.publish(desk)
        world.client_trade("BUY", base)
        world.run_deliveries()
    fills = sum(len(desk.engine(venue).records.fills) for venue in world.VENUES)
    wait_for(lambda: FillWatermark.objects.count() == 3, timeout=60, what="a poll of every venue")
    for venue in world.VENUES:
        last = str(desk.engine(venue).records.fills[-1].id)
        mark = FillWatermark.objects.filter(venue_account=world.account_of(venue), last_trade_id=last)
        wait_for(mark.exists, timeout=60, what=f"the poll of {venue}")
    assert Execution.objects.count() == fills > 0
    assert set(Execution.objects.values_list("source", flat=True)) <= {"REPLY", "STREAM"}
    assert Event.objects.filter(name="execution.recorded").count() == fills
    assert position("BTC-USD").quantity == 0
    world.require_sound()


def test_an_order_that_never_arrived_is_rejected_after_two_answers(desk: Simulator, gateway) -> None:
    routed(desk)
    desk.control("alpha", fault="drop", processed=False)
    world.run_deliveries(only="oms.send_child")
    assert child_at("alpha").unknown_since is not None
    first = wait_for(lambda: child_at("alpha").missing_since, what="the first answer")
    assert first is not None
    wait_for(lambda: over("alpha"), timeout=60, what="the proof")
    child = child_at("alpha")
    assert (child.ord_status, child.deny_code) == ("REJECTED", "NEVER_ARRIVED")
    assert child.done_at is not None
    assert child.sent_at is not None
    assert (child.done_at - first).total_seconds() >= 3
    assert (child.done_at - child.sent_at).total_seconds() >= 15
    assert world.orders_at(desk, "alpha", child.client_order_id) == 0
    world.publish(desk)
    world.run_deliveries()
    assert Order.objects.get(attempt=2).ord_status == "FILLED"
    assert position("BTC-USD").quantity == 0
    world.require_sound()


@pytest.mark.parametrize(("moment", "at_venue"), [("after", 1), ("before", 0)])
def test_a_sender_killed_between_claim_and_record_never_sends_twice(
    desk: Simulator, gateway, env, moment, at_venue
) -> None:
    routed(desk)
    child = child_at("alpha")
    delivery = Delivery.objects.get(subscriber="oms.send_child", event__subject_id=child.pk)
    died = subprocess.run(
        [sys.executable, "-m", "tests.oms.sending_and_dying", str(delivery.pk), moment],
        cwd=ROOT,
        env=env | {"TRADEOPS_PROCESS": "worker-execution"},
        check=False,
        timeout=60,
    )
    assert died.returncode == -signal.SIGKILL
    delivery.refresh_from_db()
    assert delivery.state == "CLAIMED"
    wait_for(lambda: over("alpha"), timeout=60, what="the evidence")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SendChild, "lease_seconds", 0)
        deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "DONE"
    assert world.orders_at(desk, "alpha", child.client_order_id) == at_venue
    assert child_at("alpha").ord_status == ("FILLED" if at_venue else "REJECTED")
    world.run_deliveries()
    world.publish(desk)
    world.run_deliveries()
    assert position("BTC-USD").quantity == 0
    assert Residual.objects.count() == 0
    world.require_sound()


def test_a_fill_that_the_stream_lost_is_found_by_polling(desk: Simulator, gateway) -> None:
    """A resting order of ours, as one that a venue turned into one, filled while the stream was away."""
    routed(desk, "1")
    child = child_at("alpha")
    ChildOrder.objects.filter(pk=child.pk).update(lifecycle="PENDING_NEW", sent_at=child.created_at)
    desk.control("alpha", action="kick", sockets="user", abort=True)
    place(desk, "alpha", child)
    wait_for(lambda: over("alpha"), timeout=60, what="the fills")
    assert child_at("alpha").ord_status == "FILLED"
    world.require_sound()


def test_somebody_elses_execution_is_told_once_and_booked_never(desk: Simulator, gateway) -> None:
    world.publish(desk)
    world.client_trade("BUY", "1")
    world.run_deliveries()
    place(desk, "alpha", child_at("alpha"), client_order_id="placed-by-hand")
    wait_for(lambda: Event.objects.filter(name="execution.unmatched").exists(), timeout=60, what="the finding")
    told = Event.objects.get(name="execution.unmatched")
    polled = reconciled_at("alpha")
    wait_for(lambda: reconciled_at("alpha") > polled, timeout=60, what="another poll")
    assert Event.objects.filter(name="execution.unmatched").get() == told
    assert Execution.objects.filter(venue_trade_id=told.payload["venue_trade_id"]).count() == 0
    world.require_sound()


def test_only_one_gateway_speaks_and_another_takes_over(env) -> None:
    with program("manage.py", "gateway", env=env) as first:
        wait_for(lambda: len(open_gates()) == 3, timeout=60, what="the gates")
        with program("manage.py", "gateway", env=env):
            leaders = Heartbeat.objects.filter(process="gateway", detail__role="leader")
            standbys = Heartbeat.objects.filter(process="gateway", detail__role="standby")
            wait_for(lambda: leaders.exists() and standbys.exists(), timeout=60, what="a leader and a standby")
            assert leaders.get().pid == first.pid
            first.kill()
            VenueSession.objects.update(reconciled_until=None)
            wait_for(lambda: len(open_gates()) == 3, timeout=60, what="the gates, by the other one")


def test_it_outlives_its_database_connections_and_valkey(desk: Simulator, gateway, valkey) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'tradeops-gateway'"
        )
        assert cursor.fetchone()[0] > 0
    valkey.kill()
    VenueSession.objects.update(reconciled_until=None)
    wait_for(lambda: len(open_gates()) == 3, timeout=60, what="the gates, without Valkey")
    valkey.start()
    world.publish(desk)
    world.client_trade("BUY", "3")
    world.run_deliveries()
    assert Order.objects.get().ord_status == "FILLED"
    assert gateway.poll() is None
    world.require_sound()


def test_a_stream_that_is_lost_closes_the_gate_until_it_is_back_and_reconciled(desk: Simulator, gateway) -> None:
    before = reconciled_at("bravo")
    desk.control("bravo", fault="silence", seconds=2)
    desk.control("bravo", action="kick", sockets="user", abort=True)
    wait_for(lambda: world.account_of("bravo") not in open_gates(), what="the closed gate")
    wait_for(lambda: world.account_of("bravo") in open_gates(), timeout=60, what="the gate")
    assert reconciled_at("bravo") > before


def reconciled_at(venue: str) -> datetime:
    moment = VenueSession.objects.get(venue_account=world.account_of(venue)).reconciled_at
    assert moment is not None
    return moment


def place(desk: Simulator, venue: str, child: ChildOrder, *, client_order_id: str = "") -> None:
    """Send an order to the venue past the product, as the child would have been sent or as a stranger."""
    account, listings = venue_account(child.venue_account_id), venue_instruments()
    request = OrderRequest(
        client_order_id or child.client_order_id,
        "BTC-USD",
        Side.BUY,
        child.quantity,
        D("100.5"),
        time_in_force=TimeInForce.IOC,
    )

    async def send() -> Outcome:
        adapter = open_adapter(account, listings)
        try:
            return (await adapter.create_order(request)).outcome
        finally:
            await adapter.close()

    assert asyncio.run(send()) is Outcome.CONFIRMED
