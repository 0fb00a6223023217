"""When the relay rings again, and when it must not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tests.journal.making import happen, state
from tradeops.journal import bell
from tradeops.journal.models import Delivery
from tradeops.journal.ringing import PATIENCE_SECONDS, ring_due
from tradeops.journal.tasks import AT_ONCE, deliver
from tradeops.kernel.redis import client

QUEUE = "bulk"


@pytest.fixture
def empty_queue() -> Iterator[None]:
    client().delete(QUEUE)
    yield
    client().delete(QUEUE)


def due(*, created_ago: int) -> Delivery:
    delivery = happen("test.happened")
    client().delete(QUEUE)
    age = timedelta(seconds=created_ago)
    Delivery.objects.filter(pk=delivery.pk).update(ring_at=Now() - timedelta(seconds=1), created_at=Now() - age)
    return delivery


def test_a_lost_bell_is_rung_again(committed_db: str, empty_queue: None) -> None:
    delivery = due(created_ago=3)
    assert ring_due() == 1
    assert QUEUE in bell.busy_queues()
    delivery.refresh_from_db()
    assert delivery.rings == 1


def test_a_queue_that_is_behind_is_not_filled_with_more_bells(committed_db: str, empty_queue: None) -> None:
    due(created_ago=3)
    client().lpush(QUEUE, "a bell that waits for a worker")
    assert ring_due() == 0
    client().delete(QUEUE)
    assert ring_due() == 1


def test_even_then_nothing_waits_for_ever(committed_db: str, empty_queue: None) -> None:
    due(created_ago=PATIENCE_SECONDS + 1)
    client().lpush(QUEUE, "a bell that waits for a worker")
    assert ring_due() == 1


def test_what_a_delivery_owes_in_its_own_queue_is_carried_out_with_it(committed_db: str, empty_queue: None) -> None:
    first = happen("test.counted", left=AT_ONCE - 1)
    client().delete(QUEUE)
    deliver.apply(args=[first.pk], routing_key=QUEUE)
    states = Delivery.objects.filter(subscriber="test.count_down").values_list("state", flat=True)
    assert list(states) == [Delivery.State.DONE] * AT_ONCE
    assert QUEUE not in bell.busy_queues()


def test_a_task_does_not_go_on_for_ever(committed_db: str, empty_queue: None) -> None:
    first = happen("test.counted", left=AT_ONCE)
    client().delete(QUEUE)
    deliver.apply(args=[first.pk], routing_key=QUEUE)
    last = Delivery.objects.filter(subscriber="test.count_down").latest("pk")
    assert state(last) == Delivery.State.PENDING
    assert client().llen(QUEUE) == 1


def test_what_is_owed_in_another_queue_wakes_a_worker_there(committed_db: str, empty_queue: None) -> None:
    first = happen("test.counted", left=1)
    client().delete(QUEUE)
    deliver.apply(args=[first.pk], routing_key="execution")
    assert state(first) == Delivery.State.DONE
    assert client().llen(QUEUE) == 1
