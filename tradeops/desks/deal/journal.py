"""A deal's events as rows: place in the journal, time, name, who, and the whole payload."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tradeops.journal.types import EventRecord
from tradeops.web.states import Shape

_DOMAIN = re.compile(r"(?<=\w)@[\w.-]+")
_SHAPES: dict[str, tuple[Shape, str]] = {
    "rfq.requested": ("ring", "t3"),
    "quote.published": ("full", "accent"),
    "quote.accepted": ("check", "ok"),
    "trade.booked": ("check", "ok"),
    "rfq.filled": ("check", "ok"),
    "order.done": ("check", "ok"),
    "obligation.settled": ("done", "ok"),
    "settlement.legs_settled": ("done", "ok"),
    "residual.opened": ("tri", "warn"),
    "residual.closed": ("done", "ok"),
    "order.unknown": ("tri", "warn"),
}
_ENDINGS: tuple[tuple[tuple[str, ...], Shape, str], ...] = (
    (("rejected", "denied", "refused", "failed"), "x", "danger"),
    (("expired", "canceled"), "clock", "t3"),
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """``position`` is None until the relay has given the event its place."""

    event: EventRecord
    position: int | None
    shape: Shape
    tone: str
    detail: str
    payload: tuple[tuple[str, str], ...]

    @property
    def who(self) -> str:
        """Without the domain of an e-mail address, which the title has."""
        return _DOMAIN.sub("", self.event.actor.label)


def event_rows(events: Iterable[EventRecord], positions: Mapping[int, int]) -> list[EventRow]:
    """The rows in the order in which the events happened."""
    return [_row(event, positions.get(event.id)) for event in events]


def _row(event: EventRecord, position: int | None) -> EventRow:
    shape, tone = _SHAPES.get(event.name) or _by_ending(event.name)
    return EventRow(
        event=event,
        position=position,
        shape=shape,
        tone=tone,
        detail=_detail(event.payload),
        payload=tuple((name, _text(value)) for name, value in event.payload.items()),
    )


def _by_ending(name: str) -> tuple[Shape, str]:
    for endings, shape, tone in _ENDINGS:
        if name.endswith(endings):
            return shape, tone
    return "half", "t3"


def _detail(payload: Mapping[str, object]) -> str:
    """What tells this event from another of its name, in a word or two."""
    for name in ("code", "reason", "venue", "side", "asset", "state"):
        if value := payload.get(name):
            return str(value)
    return ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
