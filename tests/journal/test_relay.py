"""When the relay works, and who hears what it placed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import pytest

from tests.journal.making import happen
from tests.waiting import wait_for
from tradeops.journal import readers
from tradeops.journal.management.commands import relay
from tradeops.journal.positions import place
from tradeops.journal.records import Placed
from tradeops.journal.selectors import after, last_position, unpositioned
from tradeops.journal.ticks import Tick


@pytest.fixture
def heard() -> Iterator[list[Placed]]:
    """What a reader hears, beside another one that fails."""
    events: list[Placed] = []

    def fail(given: Sequence[Placed]) -> None:
        raise RuntimeError("asked to fail")

    readers.register("test.failing", last_position, fail)
    readers.register("test.hearing", last_position, events.extend)
    yield events
    for name in ("test.failing", "test.hearing"):
        del readers._readers[name]


@pytest.mark.usefixtures("silent_bell")
def test_readers_hear_each_event_once_in_its_place(committed_db: str, heard: list[Placed]) -> None:
    for _ in range(3):
        happen("test.happened")
    wait_for(lambda: (place(), unpositioned() == 0)[1], timeout=90, what="a position for every event")
    place()
    assert [position for position, _ in heard] == [1, 2, 3]
    assert heard == after(0, limit=10), "as one who reads it finds it"


def test_what_is_committed_in_a_burst_is_dealt_with_together(monkeypatch: pytest.MonkeyPatch) -> None:
    command, ran = relay.Command(), []

    def run() -> None:
        ran.append(time.monotonic())
        command.stopping = len(ran) > 5

    monkeypatch.setattr(relay, "all_ticks", lambda: (Tick("test", 60_000, True, run),))
    monkeypatch.setattr(relay, "_listen", object)
    monkeypatch.setattr(relay, "_heard", lambda pings, seconds: True)
    command.stopping = False
    command._lead()
    assert ran[-1] - ran[0] >= 5 * relay.REST_SECONDS
