"""A stage and a subscriber of these tests' own, known only while a test runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tradeops.journal import subscribers
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery
from tradeops.journal.services import append
from tradeops.journal.types import EventRecord, Subject
from tradeops.kernel.actor import system
from tradeops.kernel.ids import uuid7
from tradeops.workflow import registry
from tradeops.workflow.types import Stage, Workflow

KIND = "measured"
TEST = system("test")
STAGE = Stage(
    "first",
    title="First",
    owner="engine",
    budget_ms=200,
    starts="measured.begun",
    ends=("measured.ended",),
    fallback="",
    redundancy="",
    subscriber="measured.work",
)
WORKFLOW = Workflow(
    kind=KIND, title="Measured", model="", initial="NEW", terminal=frozenset(), transitions=(), stages=(STAGE,)
)


@contextmanager
def registered() -> Iterator[None]:
    """The workflow and its subscriber, until the block ends."""
    registry.register(WORKFLOW)
    subscribers.effect("measured.work", on=("measured.begun",), queue="bulk")(_work)
    try:
        yield
    finally:
        del registry._workflows[KIND]
        del subscribers._by_name["measured.work"]
        del subscribers._by_event["measured.begun"]


def begin(*, fail: bool = False) -> Subject:
    subject = Subject(KIND, uuid7())
    append(actor=TEST, name="measured.begun", subject=subject, payload={"fail": fail})
    return subject


def end(subject: Subject) -> None:
    append(actor=TEST, name="measured.ended", subject=subject)


def delivery_of(subject: Subject) -> Delivery:
    return Delivery.objects.get(event__subject_id=subject.id)


def handled(subject: Subject) -> None:
    deliver(delivery_of(subject).pk)


def _work(event: EventRecord) -> None:
    if event.payload["fail"]:
        raise RuntimeError("asked to fail")
