"""What of requests and quotes can be listened to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from rfq.messages import quote_out
from rfq.models import Quote, Rfq
from tradeops.access.policies import may
from tradeops.journal.encoding import to_json
from tradeops.journal.types import EventRecord
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.live.topics import Topic, register
from tradeops.workflow.selectors import origins

EVENTS = ("rfq.*", "quote.*")


def own_firm(actor: Actor, key: str) -> bool:
    """Whether ``firm.<id>.…`` is the actor's own firm, or the actor is of the desk."""
    return may(actor, "rfq.view") and (actor.is_house or key.split(".")[1] == str(actor.firm_id))


def of_firm(event: EventRecord) -> Iterable[str]:
    return [f"firm.{event.firm_id}.rfq"] if event.firm_id else []


def for_client(event: EventRecord, key: str) -> dict[str, Any] | None:
    """A published quote travels whole; everything else says what moved and lets the client ask."""
    if event.name.endswith("refused"):
        return None
    fields: dict[str, Any] = {"event": event.name, "rfq_id": str(_rfq_of(event))}
    if event.name == "quote.published":
        fields["quote"] = to_json(quote_out(rows.get(Quote, event.subject.id)))
    if event.name == "rfq.rejected":
        fields["category"] = event.payload["category"]
    return {"kind": "refresh", "id": str(event.subject.id), "fields": fields}


def _rfq_of(event: EventRecord) -> UUID | str:
    return event.subject.id if event.subject.kind == "rfq" else event.payload.get("rfq_id", "")


def for_desk(actor: Actor, key: str) -> bool:
    return actor.is_house and may(actor, "rfq.view")


def of_deals(events: Sequence[EventRecord]) -> list[list[str]]:
    """The deal's own page hears everything that belongs to it, by the request it began with."""
    subjects = list({event.subject: None for event in events if event.subject.kind != "rfq"})
    began = dict(zip(subjects, origins(subjects, "rfq"), strict=True))
    return [[f"deal.{rfq.id}" for rfq in began.get(event.subject, [event.subject])] for event in events]


def may_see_deal(actor: Actor, key: str) -> bool:
    try:
        rfq_id = UUID(key.split(".")[1])
    except ValueError:
        return False
    return actor.is_house and may(actor, "rfq.view") and Rfq.objects.visible_to(actor).filter(pk=rfq_id).exists()


register(Topic(name="desk.rfq", authorise=for_desk, events=EVENTS))
register(Topic(name="firm.*.rfq", authorise=own_firm, events=EVENTS, route=of_firm, message=for_client))
register(
    Topic(
        name="deal.*",
        authorise=may_see_deal,
        events=("rfq.*", "quote.*", "trade.*", "order.*", "execution.*", "residual.*", "obligation.*", "settlement.*"),
        route_all=of_deals,
    )
)
