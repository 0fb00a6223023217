from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from structlog.testing import capture_logs

from tests.journal.making import at_once, count, happen, state
from tests.journal.reactions import Send
from tests.waiting import wait_for
from tradeops.journal.delivering import ATTEMPTS_BEFORE_DEAD, deliver
from tradeops.journal.models import Event
from tradeops.journal.services import discard, requeue
from tradeops.kernel.clock import database_now
from tradeops.kernel.ids import uuid7

pytestmark = pytest.mark.usefixtures("silent_bell")


def test_an_effect_happens_once_however_many_deliver_it(committed_db: str) -> None:
    for _ in range(5):
        before = count("test.reacted")
        delivery = happen("test.happened")
        at_once([partial(deliver, delivery.pk)] * 8)
        assert state(delivery) == "DONE"
        assert count("test.reacted") == before + 1


def test_an_effect_and_its_completion_are_one(committed_db: str) -> None:
    delivery = happen("test.happened", fail=True)
    deliver(delivery.pk)
    assert state(delivery) == "PENDING"
    assert (delivery.attempts, count("test.reacted")) == (1, 0)
    assert "RuntimeError: asked to fail" in delivery.last_error
    assert delivery.ring_at > database_now()


@pytest.mark.parametrize(
    ("how", "logged"),
    [("refuse", ("delivery_refused", "warning", False)), ("fail", ("delivery_failed", "error", True))],
)
def test_a_refusal_is_logged_by_its_code_and_a_defect_with_its_trace(
    committed_db: str, how: str, logged: tuple[str, str, bool]
) -> None:
    delivery = happen("test.happened", uuid7(), **{how: True})
    with capture_logs() as lines:
        deliver(delivery.pk)
    (line,) = (line for line in lines if line.get("delivery") == delivery.pk)
    assert (line["event"], line["log_level"], "exc_info" in line) == logged
    assert state(delivery) == "PENDING"


def test_a_lane_keeps_its_order_across_workers(committed_db: str) -> None:
    identifier = uuid7()
    steps = [happen("test.stepped", identifier, number=number) for number in range(20)]

    def work(ids: list[int]) -> None:
        def all_seen() -> bool:
            for pk in ids:
                deliver(pk)
            return count("test.step_seen") == len(steps)

        wait_for(all_seen, timeout=30)

    ids = [step.pk for step in steps]
    at_once([partial(work, ids[::-1]), partial(work, ids), partial(work, ids[10:] + ids[:10])])
    seen = Event.objects.filter(name="test.step_seen").order_by("id").values_list("payload__of", flat=True)
    assert list(seen) == list(range(20))


def test_a_dead_letter_parks_its_lane_alone(committed_db: str) -> None:
    parked, other = uuid7(), uuid7()
    bad = happen("test.stepped", parked, fail=True)
    behind = happen("test.stepped", parked)
    elsewhere = happen("test.stepped", other)
    for _ in range(ATTEMPTS_BEFORE_DEAD):
        deliver(bad.pk)
    deliver(behind.pk)
    deliver(elsewhere.pk)
    assert (state(bad), state(behind), state(elsewhere)) == ("DEAD", "PENDING", "DONE")
    assert discard(bad.pk)
    deliver(behind.pk)
    assert (state(bad), state(behind)) == ("DISCARDED", "DONE")


def test_a_requeued_dead_letter_has_all_its_attempts_again(committed_db: str) -> None:
    bad = happen("test.happened", fail=True)
    assert not requeue(bad.pk), "only a dead letter can be requeued"
    for _ in range(ATTEMPTS_BEFORE_DEAD):
        deliver(bad.pk)
    assert state(bad) == "DEAD"
    deliver(bad.pk)
    assert requeue(bad.pk)
    assert (state(bad), bad.attempts) == ("PENDING", 0)
    deliver(bad.pk)
    assert (state(bad), bad.attempts) == ("PENDING", 1)


def test_nothing_is_done_for_what_is_useful_no_more(committed_db: str) -> None:
    late = happen("test.offered", until=database_now() - timedelta(milliseconds=1))
    timely = happen("test.offered", until=database_now() + timedelta(minutes=1))
    deliver(late.pk)
    deliver(timely.pk)
    assert (state(late), state(timely)) == ("EXPIRED", "DONE")
    assert (count("test.was_late"), count("test.was_timely")) == (1, 1)


def test_usefulness_is_judged_by_the_clock_and_not_by_the_transaction(committed_db: str) -> None:
    delivery = happen("test.offered", until=database_now() + timedelta(milliseconds=50))
    with transaction.atomic():
        begun = database_now()
        wait_for(lambda: database_now() > begun + timedelta(milliseconds=60))
        deliver(delivery.pk)
    assert state(delivery) == "EXPIRED"


def test_a_call_is_prepared_made_and_recorded_once(committed_db: str) -> None:
    delivery = happen("test.ordered", how="well")
    at_once([partial(deliver, delivery.pk)] * 6)
    assert state(delivery) == "DONE"
    assert Send.arrived == ["well"]
    assert (count("test.prepared"), count("test.recorded"), count("test.resolved")) == (1, 1, 0)


def test_a_call_without_a_plan_sends_nothing(committed_db: str) -> None:
    delivery = happen("test.ordered", how="nothing")
    deliver(delivery.pk)
    assert (state(delivery), Send.arrived) == ("DONE", [])


def test_a_call_that_broke_is_asked_about_and_never_repeated(committed_db: str) -> None:
    delivery = happen("test.ordered", how="break")
    deliver(delivery.pk)
    assert state(delivery) == "CLAIMED"
    deliver(delivery.pk)
    assert (state(delivery), count("test.resolved")) == ("CLAIMED", 0), "its lease is not over"
    Send.lease_seconds = 0
    at_once([partial(deliver, delivery.pk)] * 6)
    assert (state(delivery), count("test.resolved")) == ("DONE", 1)
    assert Send.arrived == ["break"]
