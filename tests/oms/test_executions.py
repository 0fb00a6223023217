"""One intake: whatever is reported, how often and in which order, ends in the same state."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oms.models import ChildOrder, Execution, Order, Residual, VenueMovement
from oms.services.record_execution import record_execution
from oms.services.report_order import record_absence, record_answer, record_doubt, record_report
from oms.types import Intake, Source
from risk.selectors import position
from tests.oms.orders import GATEWAY, Sent, sent
from tradeops.connectivity.types import CommandResult, OrderStatus, Outcome
from tradeops.journal.models import Event
from tradeops.kernel.errors import Conflict, Denied
from tradeops.ledger.selectors import balances_of

pytestmark = pytest.mark.django_db
D = Decimal
PARTIAL = ("1.00001", "0.5", "0.99998")
PRICES = ("100.01", "100.03", "100.07")


def record(own: Sent, trade, source: Source = Source.STREAM) -> Intake:
    return record_execution(actor=GATEWAY, venue_account_id=own.account_id, trade=trade, source=source)


def report(own: Sent, status: OrderStatus, filled: str = "0") -> bool:
    return record_report(actor=GATEWAY, venue_account_id=own.account_id, report=own.report(status, filled))


def tell(own: Sent, message: str) -> None:
    """Carry out one message of a history."""
    kind, _, number = message.partition(" ")
    fills = [own.trade(at, quantity, price) for at, (quantity, price) in enumerate(zip(PARTIAL, PRICES, strict=True))]
    total = str(sum(D(each) for each in PARTIAL))
    if kind == "stream":
        record(own, fills[int(number)])
    elif kind == "poll":
        record(own, fills[int(number)], Source.POLL)
    elif kind == "new":
        report(own, OrderStatus.NEW)
    elif kind == "final":
        report(own, OrderStatus.EXPIRED, total)
    elif kind == "answer":
        result = own.answer(OrderStatus.EXPIRED, total, *fills)
        record_answer(actor=GATEWAY, child_id=own.child_id, result=result)
    elif kind == "timeout":
        record_answer(actor=GATEWAY, child_id=own.child_id, result=CommandResult(Outcome.UNKNOWN, "VENUE_TIMEOUT"))
    elif kind == "cut":
        record_doubt(actor=GATEWAY, child_id=own.child_id, code="SENDER_CUT_OFF")


def snapshot() -> dict[str, Any]:
    """Everything that must not depend on the order of messages."""
    states = ("filled", "filled_notional", "lifecycle", "done_reason", "pending", "ord_status", "unknown_since")
    held = position("BTC-USD")
    return {
        "orders": list(Order.objects.values(*states)),
        "children": list(ChildOrder.objects.values(*states, "final_status", "final_filled", "venue_order_id")),
        "executions": sorted(Execution.objects.values_list("venue_trade_id", "price", "quantity", "fee", "is_late")),
        "position": (held.quantity, held.cost - held.realised),
        "ledger": {(str(each.account)): each.posted for code in ("1200", "4000", "6000") for each in balances_of(code)},
        "movements": sorted(VenueMovement.objects.values_list("kind", "total")),
        "ended": Event.objects.filter(name__in=["order.child_done", "order.done"]).count(),
        "residuals": Residual.objects.count(),
    }


class _Undo(Exception):
    pass


def outcome_of(history: list[str], side: str) -> dict[str, Any]:
    """The state after a history, in a transaction that is taken back."""
    try:
        with transaction.atomic():
            own = sent(side=side)
            for message in history:
                tell(own, message)
            seen = snapshot()
            raise _Undo
    except _Undo:
        return seen


FILLS = [f"{how} {number}" for how in ("stream", "poll") for number in range(3)]
NEEDED = ["stream 0", "poll 1", "stream 2", "final"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["BUY", "SELL"]),
    st.lists(st.sampled_from([*FILLS, "new", "final", "answer", "timeout", "cut"]), max_size=8).flatmap(
        lambda extra: st.permutations(NEEDED + extra)
    ),
)
def test_any_order_and_any_repetition_end_in_the_same_state(side, history) -> None:
    assert outcome_of(history, side) == outcome_of(["new", *NEEDED], side)


def test_the_state_they_end_in() -> None:
    own = sent()
    for message in ["new", *NEEDED]:
        tell(own, message)
    notional = sum((D(q) * D(p) for q, p in zip(PARTIAL, PRICES, strict=True)), D(0))
    seen = snapshot()
    child = own.child
    assert (child.lifecycle, child.done_reason, child.ord_status) == ("DONE", "EXPIRED", "EXPIRED")
    assert (child.filled, child.filled_notional) == (D("2.49999"), notional)
    assert (own.order.ord_status, own.order.filled) == ("EXPIRED", D("2.49999"))
    # The ledger holds cents: it is below the venue's word by less than one.
    paid = -seen["ledger"]["1200 USD venue:alpha"] - seen["ledger"]["6000 USD"]
    assert notional <= paid < notional + D("0.01")
    assert dict(seen["movements"])["FILL"] == -notional
    assert seen["ledger"]["1200 BTC venue:alpha"] == D("2.49999")


def test_a_final_word_waits_for_the_fills_it_counts() -> None:
    own = sent(quantity="2")
    report(own, OrderStatus.EXPIRED, "1")
    assert (own.child.lifecycle, own.order.lifecycle) == ("NEW", "NEW")
    record(own, own.trade(1, "1", "100"))
    assert (own.child.done_reason, own.order.lifecycle) == ("EXPIRED", "DONE")
    done = Event.objects.get(name="order.done")
    assert D(done.payload["remainder"]) == 1


def test_a_fill_before_any_answer_implies_that_the_venue_has_the_order() -> None:
    own = sent(quantity="2")
    record_doubt(actor=GATEWAY, child_id=own.child_id, code="SENDER_CUT_OFF")
    assert own.child.unknown_since == own.order.unknown_since is not None
    record(own, own.trade(1, "2", "100"))
    assert (own.child.ord_status, own.order.ord_status) == ("FILLED", "FILLED")
    assert own.child.unknown_since is own.order.unknown_since is None
    names = Event.objects.filter(name__startswith="order.").order_by("id").values_list("name", flat=True)
    assert list(names) == [
        "order.unknown", "order.resolved", "order.accepted", "order.working", "order.child_done", "order.done",
    ]  # fmt: skip


def test_a_fill_after_the_end_moves_the_quantity_and_not_the_status() -> None:
    own = sent(quantity="2")
    refused = CommandResult(Outcome.REJECTED, "VENUE_INSUFFICIENT_FUNDS")
    record_answer(actor=GATEWAY, child_id=own.child_id, result=refused)
    assert (own.child.ord_status, own.order.ord_status) == ("REJECTED", "REJECTED")
    assert record(own, own.trade(1, "2", "100")) is Intake.RECORDED
    child, order = own.child, own.order
    assert (child.ord_status, child.filled, child.leaves) == ("REJECTED", 2, 0)
    assert (order.ord_status, order.filled) == ("REJECTED", 2)
    assert Execution.objects.get().is_late
    residual = Residual.objects.get()
    assert (residual.side, residual.quantity, residual.reason) == ("SELL", 2, "LATE_FILL")
    assert record(own, own.trade(1, "2", "100"), Source.POLL) is Intake.DUPLICATE
    assert Residual.objects.count() == 1


def test_polling_matches_by_the_venues_own_order_id() -> None:
    own = sent(quantity="2")
    unnamed = own.trade(1, "1", "100", named=False)
    assert record(own, unnamed, Source.POLL) is Intake.UNMATCHED
    assert Execution.objects.count() == 0
    report(own, OrderStatus.NEW)
    assert record(own, unnamed, Source.POLL) is Intake.RECORDED


def test_the_same_trade_id_with_another_content_is_refused_and_changes_nothing() -> None:
    own = sent(quantity="2")
    record(own, own.trade(1, "1", "100"))
    before = snapshot()
    with pytest.raises(Conflict) as refused:
        record(own, own.trade(1, "1", "101"))
    assert refused.value.code == "EXECUTION_DIFFERS"
    assert snapshot() == before


def test_one_not_found_is_no_proof() -> None:
    own = sent(quantity="2")
    child = own.child
    assert child.sent_at is not None
    assert not record_absence(actor=GATEWAY, child_id=own.child_id, asked_at=child.sent_at)
    assert own.child.lifecycle == "PENDING_NEW"


def test_children_cannot_exceed_their_order() -> None:
    own = sent(quantity="2", whole="3")
    child = own.child
    child.pk, child.client_order_id, child._state.adding = own.account_id, "another", True
    with pytest.raises(IntegrityError, match="the children of an order exceed it"), transaction.atomic():
        child.save(force_insert=True)
    child.quantity = D(1)
    child.save(force_insert=True)


def test_an_order_without_an_approved_decision_of_its_own_is_never_released() -> None:
    own = sent()
    order = own.order
    order.decision.pk, order.decision.approved, order.decision._state.adding = own.child_id, False, True
    order.decision.save(force_insert=True)
    order.pk, order.attempt, order.decision_id, order._state.adding = own.account_id, 2, own.child_id, True
    with pytest.raises(IntegrityError, match="approved decision"), transaction.atomic():
        order.save(force_insert=True)


def test_an_execution_is_never_altered() -> None:
    own = sent(quantity="2")
    record(own, own.trade(1, "1", "100"))
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        Execution.objects.update(quantity=2)


def test_people_do_not_record_executions() -> None:
    from tests.access import people
    from tradeops.access.roles import DEALER

    own = sent()
    with pytest.raises(Denied):
        record_execution(
            actor=people.person("d@desk.test", DEALER),
            venue_account_id=own.account_id,
            trade=own.trade(1, "1", "100"),
            source=Source.POLL,
        )
