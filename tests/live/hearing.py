"""Topics of these tests, registered alike in the test and in its server."""

from __future__ import annotations

from typing import Any

from tradeops.access.roles import DEALER
from tradeops.journal.types import EventRecord
from tradeops.live import streams, topics
from tradeops.live.streams import Stream
from tradeops.live.topics import Topic


def of_firm(event: EventRecord) -> list[str]:
    return [f"firm.{event.firm_id}.test"] if event.firm_id else []


def told(event: EventRecord, key: str) -> dict[str, Any] | None:
    if event.payload.get("fault"):
        raise RuntimeError("asked to fail")
    if event.payload.get("secret"):
        return None
    fields = {"text": event.payload.get("text", "")}
    return {"kind": event.payload.get("kind", "state"), "id": str(event.subject.id), "fields": fields}


def price(channel: str, data: bytes) -> dict[str, Any]:
    return {"bid": data.decode()}


topics.register(
    Topic("desk.test", authorise=lambda actor, key: actor.is_house and DEALER in actor.roles, events=("heard.*",))
)
topics.register(
    Topic(
        "firm.*.test",
        authorise=lambda actor, key: key == f"firm.{actor.firm_id}.test",
        events=("heard.told",),
        route=of_firm,
        message=told,
    )
)
topics.register(Topic("rates.*", authorise=lambda actor, key: True))
streams.register(
    Stream("testrates:*", topic=lambda name: name.replace("testrates:", "rates."), throttle_ms=100, message=price)
)
