"""Subscribers of the journal's own tests. Whatever they do is an event, so that it can be counted."""

from __future__ import annotations

import os
import signal
from typing import ClassVar
from uuid import UUID

from tradeops.journal.services import append
from tradeops.journal.subscribers import CallHandler, call, effect
from tradeops.journal.types import EventRecord, Subject
from tradeops.kernel.actor import system
from tradeops.kernel.errors import Unavailable
from tradeops.kernel.ids import uuid7

TEST = system("test")


def note(event: EventRecord, name: str) -> None:
    append(actor=TEST, name=name, subject=event.subject, payload={"of": event.payload.get("number", 0)})


@effect("test.once", on=("test.happened",), queue="bulk")
def once(event: EventRecord) -> None:
    if event.payload.get("refuse"):
        raise Unavailable("NOT_YET", "asked to refuse")
    if event.payload.get("fail"):
        raise RuntimeError("asked to fail")
    note(event, "test.reacted")


@effect("test.lane", on=("test.stepped",), queue="bulk", ordered=True)
def lane(event: EventRecord) -> None:
    if event.payload.get("fail"):
        raise RuntimeError("asked to fail")
    note(event, "test.step_seen")


@effect("test.count_down", on=("test.counted",), queue="bulk")
def count_down(event: EventRecord) -> None:
    left = event.payload["left"]
    if left:
        append(actor=TEST, name="test.counted", subject=event.subject, payload={"left": left - 1})


def too_late(event: EventRecord) -> None:
    note(event, "test.was_late")


@effect("test.timely", on=("test.offered",), queue="bulk", useful_until="until", on_expired=too_late)
def timely(event: EventRecord) -> None:
    note(event, "test.was_timely")


@call("test.send", on=("test.ordered",), queue="bulk")
class Send(CallHandler[str, str]):
    """Its outside world is a list of what arrived; ``how`` says how the call goes."""

    arrived: ClassVar[list[str]] = []
    lease_seconds = 20

    def prepare(self, event: EventRecord) -> str | None:
        note(event, "test.prepared")
        return None if event.payload["how"] == "nothing" else str(event.payload["how"])

    def execute(self, plan: str) -> str:
        self.arrived.append(plan)
        if plan == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if plan == "break":
            raise RuntimeError("the line went dead")
        return f"answer to {plan}"

    def record(self, event: EventRecord, plan: str, result: str) -> None:
        append(actor=TEST, name="test.recorded", subject=event.subject, payload={"result": result})

    def resolve(self, event: EventRecord) -> None:
        note(event, "test.resolved")


def subject(identifier: UUID | None = None) -> Subject:
    return Subject("test", identifier or uuid7())
