"""The arithmetic of stages, on values alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tradeops.journal.types import EventRecord, Subject
from tradeops.kernel.actor import system
from tradeops.operations.stages import PRECEDENCE, Handling, Span, shares, spans
from tradeops.workflow.types import Stage

START = datetime(2026, 1, 1, tzinfo=UTC)
DEAL, QUOTE, OTHER = (Subject("deal", UUID(int=number)) for number in (1, 2, 3))


def at(ms: float) -> datetime:
    return START + timedelta(milliseconds=ms)


def event(number: int, name: str, ms: float, subject: Subject = DEAL) -> EventRecord:
    return EventRecord(number, name, subject, None, system("test"), {}, "", "", at(ms))


def stage(name: str, starts: str, *ends: str, budget_ms: int = 100, waits: str = "program") -> Stage:
    return Stage(
        name, title=name, owner="engine", budget_ms=budget_ms, starts=starts, ends=ends, fallback="", redundancy="",
        subscriber="worker", waits=waits,  # type: ignore[arg-type]
    )  # fmt: skip


PRICE = stage("price", "asked", "quoted", "refused")


def test_a_stage_ends_with_the_first_of_its_ends() -> None:
    events = [event(1, "asked", 0), event(2, "quoted", 40), event(3, "refused", 60)]
    (span,) = spans([("deal", PRICE)], events, (), {}, at(1000))
    assert (span.total_ms, span.ended_by, span.is_breach, span.over_ms) == (40, "quoted", False, -60)
    assert (span.queue_ms, span.work_ms) == (None, None)


def test_queue_and_work_come_from_the_delivery() -> None:
    events = [event(1, "asked", 0), event(2, "quoted", 150)]
    handled = {(1, "worker"): Handling(at(0), at(30), at(148))}
    (span,) = spans([("deal", PRICE)], events, (), handled, at(1000))
    assert (span.queue_ms, span.work_ms, span.total_ms) == (30, 118, 150)
    assert span.is_breach
    assert span.over_ms == 50


def test_a_stage_that_runs_is_measured_up_to_now() -> None:
    handled = {(1, "worker"): Handling(at(0), None, None)}
    (span,) = spans([("deal", PRICE)], [event(1, "asked", 0)], (), handled, at(70))
    assert (span.ended_at, span.total_ms, span.queue_ms, span.work_ms) == (None, 70, 70, None)


def test_another_subject_ends_a_stage_only_when_it_is_a_child() -> None:
    events = [event(1, "asked", 0), event(2, "quoted", 10, OTHER), event(3, "quoted", 20, QUOTE)]
    (span,) = spans([("deal", PRICE)], events, {(DEAL, QUOTE)}, {}, at(1000))
    assert span.total_ms == 20


def test_a_stage_that_is_passed_twice_is_measured_twice() -> None:
    events = [event(1, "asked", 0), event(2, "quoted", 10), event(3, "asked", 50), event(4, "quoted", 75)]
    assert [span.total_ms for span in spans([("deal", PRICE)], events, (), {}, at(1000))] == [10, 25]


def test_time_is_shared_out_by_who_was_waited_for() -> None:
    decide = stage("decide", "quoted", "accepted", waits="person")
    hedge = stage("hedge", "accepted", "hedged", waits="venue")
    book = stage("book", "accepted", "booked")
    names = [("asked", 0), ("quoted", 40), ("accepted", 1000), ("booked", 1010), ("hedged", 1300), ("asked", 1400)]
    events = [event(number, name, ms) for number, (name, ms) in enumerate(names)]
    found = spans([("deal", each) for each in (PRICE, decide, hedge, book)], events[:-1], (), {}, at(2000))
    assert shares(found, at(0), at(1400)) == {"program": 50, "venue": 290, "person": 960, "none": 100}


moments = st.integers(min_value=0, max_value=10_000)


@given(st.lists(st.tuples(moments, moments, st.sampled_from(PRECEDENCE))), moments, moments)
def test_the_shares_add_up_and_no_program_at_work_waits(
    drawn: list[tuple[int, int, str]], first: int, second: int
) -> None:
    start, end = sorted((first, second))
    found = [
        Span(
            "deal",
            stage("s", "a", "b", waits=waits),
            DEAL,
            at(min(a, b)),
            at(max(a, b)),
            at(max(a, b)),
            "b",
            None,
            None,
        )
        for a, b, waits in drawn
    ]
    parts = shares(found, at(start), at(end))
    assert sum(parts.values()) == end - start
    at_work = {
        moment
        for a, b, waits in drawn
        if waits == "program"
        for moment in range(max(min(a, b), start), min(max(a, b), end))
    }
    assert parts["program"] == len(at_work)
