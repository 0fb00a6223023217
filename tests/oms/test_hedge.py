"""From a booked trade to fills at venues, over real sockets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from oms.models import ChildOrder, Order, Residual, VenueSession
from oms.services.hedge_residual import hedge_residual
from oms.services.residuals import assign_residual, close_residual
from oms.services.venue_sessions import close_gate
from risk.selectors import position
from risk.services.trading import halt
from risk.types import TradingMode
from tests.access import people
from tests.oms import world
from tests.simulator.running import Simulator
from tradeops.access.roles import CLIENT_TRADER, DEALER, RISK_OFFICER
from tradeops.journal.models import Delivery, Event
from tradeops.journal.types import Subject
from tradeops.kernel.errors import Conflict, Denied, Invalid
from tradeops.ledger.selectors import available
from tradeops.ledger.types import Account
from tradeops.workflow.selectors import family

D = Decimal


def children_of(order: Order) -> dict[str, ChildOrder]:
    return {child.venue_id: child for child in order.children.all()}


def forget_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the ten seconds in which a market may come back were over."""
    from datetime import timedelta

    monkeypatch.setattr("oms.services.hedge_trade.PATIENCE", timedelta(0))


def test_a_trade_is_hedged_at_three_venues_as_routed(desk: Simulator) -> None:
    before = {venue: desk.engine(venue).account.balances["BTC"].free for venue in world.VENUES}
    cash = {venue: available(Account("1200", "USD", f"venue:{venue}")) for venue in world.VENUES}
    trade_id = world.client_trade("BUY", "6")

    world.run_deliveries()

    order = Order.objects.get(trade=trade_id)
    assert (order.lifecycle, order.ord_status, order.filled) == ("DONE", "FILLED", 6)
    children = children_of(order)
    assert {venue: child.quantity for venue, child in children.items()} == dict.fromkeys(world.VENUES, 2)
    assert {venue: child.limit_price for venue, child in children.items()} == {
        "alpha": D("100.03"),
        "bravo": D("100.04"),
        "charlie": D("100.05"),
    }
    assert Residual.objects.count() == 0
    assert position("BTC-USD").quantity == 0
    for venue, child in children.items():
        taken = desk.engine(venue).account.balances["BTC"].free - before[venue]
        assert taken == child.filled == 2
        assert child.filled_notional == child.expected_notional
        paid = cash[venue] - available(Account("1200", "USD", f"venue:{venue}"))
        exact = child.filled_notional * D("1.001")
        assert exact <= paid < exact + D("0.02")
    assert {subject.kind for subject in family(Subject("trade", trade_id))} >= {"rfq", "trade", "order", "child_order"}
    world.require_sound()


def test_a_sale_to_the_desk_is_sold_on(desk: Simulator) -> None:
    world.client_trade("SELL", "1.5", "99")
    world.run_deliveries()
    order = Order.objects.get()
    assert (order.side, order.ord_status, order.filled) == ("SELL", "FILLED", D("1.5"))
    assert position("BTC-USD").quantity == 0
    world.require_sound()


def test_what_somebody_else_took_first_is_routed_once_more_with_newer_books(desk: Simulator) -> None:
    desk.control("alpha", action="trade", symbol="BTCUSD", side="BUY", quantity="1.5")
    world.client_trade("BUY", "6")
    world.run_deliveries()
    first = Order.objects.get()
    assert (first.ord_status, first.filled, first.children.get(venue="alpha").ord_status) == (
        "EXPIRED",
        D("4.5"),
        "EXPIRED",
    )
    # The books are older than the end of the first attempt: it waits for newer ones.
    assert (
        Delivery.objects.filter(
            subscriber="oms.follow_up", state="PENDING", last_error__contains="NO_MARKET_YET"
        ).count()
        == 1
    )
    world.publish(desk)
    world.run_deliveries()
    second = Order.objects.get(attempt=2)
    assert (second.quantity, second.ord_status) == (D("1.5"), "FILLED")
    assert second.decision_id != first.decision_id
    assert Residual.objects.count() == 0
    assert position("BTC-USD").quantity == 0
    world.require_sound()


def test_a_rejected_child_is_routed_once_more_and_then_a_residual(desk: Simulator) -> None:
    desk.control("alpha", action="balance", asset="USD", free="1")
    world.client_trade("BUY", "3")
    world.run_deliveries()
    rejected = ChildOrder.objects.get(venue="alpha")
    assert (rejected.ord_status, rejected.deny_code) == ("REJECTED", "VENUE_INSUFFICIENT_FUNDS")
    world.publish(desk)
    desk.control("bravo", action="balance", asset="USD", free="1")
    desk.control("charlie", action="balance", asset="USD", free="1")
    world.run_deliveries()
    assert Order.objects.count() == 2
    assert Order.objects.get(attempt=2).ord_status == "REJECTED"
    residual = Residual.objects.get()
    left = 3 - sum((order.filled for order in Order.objects.all()), D(0))
    assert (residual.side, residual.quantity, residual.reason, residual.state) == ("BUY", left, "NOT_FILLED", "OPEN")
    assert residual.owner_role == DEALER
    assert position("BTC-USD").quantity == -left
    world.require_sound()


def test_a_stopped_venue_gets_nothing_and_the_others_the_rest(desk: Simulator) -> None:
    officer = people.person("risk@desk.test", RISK_OFFICER)
    halt(actor=officer, scope="venue:alpha", state=TradingMode.HALTED, reason="withdrawals stuck")
    world.client_trade("BUY", "3")
    world.run_deliveries()
    assert set(children_of(Order.objects.get())) == {"bravo", "charlie"}
    assert desk.engine("alpha").records.orders == {}


def test_a_stop_between_routing_and_sending_is_obeyed(desk: Simulator) -> None:
    world.client_trade("BUY", "3")
    world.run_deliveries(only="oms.hedge")
    officer = people.person("risk@desk.test", RISK_OFFICER)
    halt(actor=officer, scope="firm", state=TradingMode.HALTED, reason="fire drill")
    world.run_deliveries()
    first, second = Order.objects.order_by("attempt")
    assert {child.deny_code for child in first.children.all()} == {"TRADING_HALTED"}
    assert (second.lifecycle, second.deny_code) == ("DENIED", "TRADING_HALTED")
    assert all(desk.engine(venue).records.orders == {} for venue in world.VENUES)
    residual = Residual.objects.get()
    assert (residual.quantity, residual.reason) == (3, "TRADING_HALTED")


def test_without_reconciliation_nothing_is_sent(desk: Simulator, monkeypatch) -> None:
    world.client_trade("BUY", "3")
    world.run_deliveries(only="oms.hedge")
    for venue in world.VENUES:
        close_gate(world.account_of(venue))
    world.run_deliveries()
    assert {child.deny_code for child in ChildOrder.objects.all()} == {"VENUE_NOT_RECONCILED"}
    assert Order.objects.count() == 1, "the second attempt waits for a venue"
    forget_patience(monkeypatch)
    world.run_deliveries()
    assert Order.objects.get(attempt=2).deny_code == "NO_VENUE_READY"
    assert Residual.objects.get().quantity == 3
    assert all(desk.engine(venue).records.orders == {} for venue in world.VENUES)


def test_a_gate_that_nobody_renews_closes_by_itself(desk: Simulator) -> None:
    from oms.services.venue_sessions import open_gates
    from tradeops.kernel.clock import database_now

    assert len(open_gates()) == 3
    VenueSession.objects.update(reconciled_until=database_now())
    assert open_gates() == set()


def test_what_is_too_small_for_any_venue_gathers_in_one_residual(desk: Simulator) -> None:
    world.client_trade("BUY", "2.000004")
    world.run_deliveries()
    world.publish(desk)
    world.client_trade("BUY", "1.000003")
    world.run_deliveries()
    world.publish(desk)
    world.client_trade("SELL", "1.000001", "99")
    world.run_deliveries()
    dust = Residual.objects.get()
    assert (dust.reason, dust.side, dust.quantity) == ("BELOW_MINIMUM", "BUY", D("0.000006"))
    assert position("BTC-USD").quantity == -dust.quantity
    left = [row.dust for row in Order.objects.order_by("created_at")]
    assert left == [D("0.000004"), D("0.000003"), D("0.000001")]
    world.require_sound()


def test_a_dealer_hedges_a_residual(desk: Simulator) -> None:
    officer, dealer = people.person("risk@desk.test", RISK_OFFICER), people.person("ana@desk.test", DEALER)
    for venue in world.VENUES:
        halt(actor=officer, scope=f"venue:{venue}", state=TradingMode.HALTED, reason="drill")
    world.client_trade("BUY", "3")
    with pytest.MonkeyPatch.context() as patched:
        forget_patience(patched)
        world.run_deliveries()
    residual = Residual.objects.get()
    assert assign_residual(actor=dealer, residual_id=residual.pk).assignee == dealer.label
    from risk.models import TradingState

    TradingState.objects.filter(scope__startswith="venue:").update(state="ACTIVE")
    world.publish(desk)
    with pytest.raises(Denied):
        hedge_residual(
            actor=people.person("t@client.test", CLIENT_TRADER, firm_id=people.firm("X")), residual_id=residual.pk
        )
    with pytest.raises(Invalid):
        hedge_residual(actor=dealer, residual_id=residual.pk, quantity=D(4))
    part = hedge_residual(actor=dealer, residual_id=residual.pk, quantity=D(1))
    with pytest.raises(Conflict) as running:
        hedge_residual(actor=dealer, residual_id=residual.pk)
    assert running.value.code == "HEDGE_RUNNING"
    world.run_deliveries()
    residual.refresh_from_db()
    assert (Order.objects.get(pk=part.id).ord_status, residual.quantity, residual.state) == ("FILLED", 2, "ASSIGNED")
    world.publish(desk)
    hedge_residual(actor=dealer, residual_id=residual.pk)
    world.run_deliveries()
    residual.refresh_from_db()
    assert (residual.quantity, residual.state, residual.close_reason) == (0, "CLOSED", "hedged")
    assert position("BTC-USD").quantity == 0
    world.require_sound()


def test_a_residual_is_closed_with_a_reason_or_not_at_all(desk: Simulator) -> None:
    world.client_trade("BUY", "0.0004")
    world.run_deliveries()
    dealer = people.person("ana@desk.test", DEALER)
    dust = Residual.objects.get()
    with pytest.raises(Invalid):
        close_residual(actor=dealer, residual_id=dust.pk, reason=" ")
    close_residual(actor=dealer, residual_id=dust.pk, reason="kept as inventory")
    assert Event.objects.get(name="residual.closed").reason == "kept as inventory"
    with pytest.raises(Conflict):
        close_residual(actor=dealer, residual_id=dust.pk, reason="again")
