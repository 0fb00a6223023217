"""Measures and timelines from real events and deliveries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.operations import measuring
from tests.operations.measuring import KIND, begin, end, handled
from tests.waiting import wait_for
from tradeops.journal.types import Subject
from tradeops.kernel.clock import database_now
from tradeops.kernel.ids import uuid7
from tradeops.operations import selectors
from tradeops.operations.types import StageMeasure
from tradeops.workflow.services import link


@pytest.fixture(autouse=True)
def _measured() -> Iterator[None]:
    with measuring.registered():
        yield


def measure() -> StageMeasure:
    (found,) = (entry for entry in selectors.stage_measures(60) if entry.kind == KIND)
    return found


def test_a_stage_that_nothing_passed_measures_nothing(db: None) -> None:
    found = measure()
    assert (found.started, found.ended, found.breaches, found.p50_ms, found.depth) == (0, 0, 0, None, 0)


def test_a_stage_is_measured_from_its_events_and_deliveries(db: None) -> None:
    for _ in range(4):
        subject = begin()
        handled(subject)
        end(subject)
    open_ = begin()
    found = measure()
    assert (found.started, found.ended, found.depth) == (5, 4, 1)
    times = (found.p50_ms, found.p95_ms, found.p99_ms)
    assert all(time is not None and time >= 0 for time in times)
    assert times == tuple(sorted(times))  # type: ignore[type-var]
    assert found.queue_p50_ms is not None
    assert found.work_p50_ms is not None
    assert found.queue_p50_ms + found.work_p50_ms <= found.p99_ms  # type: ignore[operator]
    assert found.oldest_ms is not None
    begun = database_now()
    wait_for(lambda: (database_now() - begun).total_seconds() * 1000 > found.stage.budget_ms)
    assert measure().breaches == 1, "the open one is over its budget now"
    end(open_)
    assert measure().ended == 5


def test_a_childs_event_ends_a_stage(db: None) -> None:
    parent, child = begin(), Subject("child", uuid7())
    link(parent=parent, child=child)
    end(Subject("child", uuid7()))
    assert measure().ended == 0
    end(child)
    assert measure().ended == 1


def test_a_timeline_is_the_same_from_wherever_one_enters(db: None) -> None:
    parent, child = begin(), Subject("child", uuid7())
    link(parent=parent, child=child)
    handled(parent)
    end(child)
    from_parent, from_child = selectors.timeline(parent), selectors.timeline(child)
    assert [event.name for event in from_parent.events] == ["measured.begun", "measured.ended"]
    assert from_parent.events == from_child.events
    (span,) = from_parent.spans
    assert (span.stage.name, span.ended_by, span.subject) == ("first", "measured.ended", parent)
    assert span.queue_ms is not None
    assert from_parent.shares["program"] == pytest.approx(span.total_ms)
    assert sum(from_parent.shares.values()) == pytest.approx(from_parent.total_ms)


def test_a_subject_without_events_has_an_empty_timeline(db: None) -> None:
    empty = selectors.timeline(Subject(KIND, uuid7()))
    assert (empty.events, empty.spans, empty.total_ms) == ((), (), 0.0)


def test_measures_leave_out_what_lies_before_the_window(committed_db: str) -> None:
    with transaction.atomic():
        end(begin())
    begun = database_now()
    wait_for(lambda: (database_now() - begun).total_seconds() > 1.05)
    (found,) = (entry for entry in selectors.stage_measures(1) if entry.kind == KIND)
    assert found.started == 0
