from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import connection, transaction

from tests.journal.making import at_once, happen
from tests.journal.reactions import TEST, subject
from tests.plans import plan
from tests.waiting import wait_for
from tradeops.journal import positions
from tradeops.journal.models import Event, Position
from tradeops.journal.positions import assign
from tradeops.journal.selectors import after, last_position, unpositioned
from tradeops.journal.services import append

pytestmark = pytest.mark.usefixtures("silent_bell")


def settle() -> None:
    # Any transaction of the server that is still open holds positions back.
    wait_for(lambda: (assign(), unpositioned() == 0)[1], timeout=90, what="a position for every event")


def test_an_event_waits_for_earlier_transactions(committed_db: str) -> None:
    opened, go_on = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with transaction.atomic():
                append(actor=TEST, name="test.late", subject=subject())
                opened.set()
                assert go_on.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=late)
    writer.start()
    assert opened.wait(30)
    happen("test.happened")
    assign()
    assert last_position() == 0, "an earlier event can still appear"
    assert unpositioned() == 1
    go_on.set()
    writer.join(30)
    settle()
    assert [event.name for _, event in after(0, limit=10)] == ["test.late", "test.happened"]


def test_positions_have_no_gap_and_a_reader_misses_nothing(committed_db: str) -> None:
    writers, each = 6, 25
    done = threading.Event()
    read: list[tuple[int, int]] = []

    def write(number: int) -> None:
        for turn in range(each):
            with transaction.atomic():
                append(actor=TEST, name="test.written", subject=subject(), payload={"writer": number, "turn": turn})
                if turn % 3 == 0:
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_sleep(0.002 * %s)", [number])

    def follow() -> None:
        position = 0
        try:
            while True:
                over = done.is_set()
                assign()
                batch = after(position, limit=7)
                read.extend((place, event.id) for place, event in batch)
                position = batch[-1][0] if batch else position
                if over and not batch and unpositioned() == 0:
                    return
        finally:
            connection.close()

    follower = threading.Thread(target=follow)
    follower.start()
    at_once([partial(write, number) for number in range(writers)])
    done.set()
    follower.join(60)
    assert [place for place, _ in read] == list(range(1, writers * each + 1))
    assert {event_id for _, event_id in read} == set(Event.objects.values_list("id", flat=True))
    for number in range(writers):
        turns = [event.payload["turn"] for _, event in after(0, limit=1000) if event.payload["writer"] == number]
        assert turns == list(range(each)), "one writer's events keep their order"


def test_assigning_in_batches_is_assigning(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradeops.journal.positions.BATCH", 3)
    with transaction.atomic():
        for number in range(8):
            append(actor=TEST, name="test.written", subject=subject(), payload={"number": number})
    settle()
    assert [event.payload["number"] for _, event in after(0, limit=20)] == list(range(8))
    assert list(Position.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 9))


def test_a_young_journal_is_followed_by_index(db: None) -> None:
    assert "Hash" not in plan(positions._ASSIGN, [positions.BATCH])
