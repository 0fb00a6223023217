"""What of settlement can be listened to."""

from __future__ import annotations

from collections.abc import Iterable

from tradeops.access.policies import may
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import Actor
from tradeops.live.topics import Topic, register

EVENTS = ("obligation.*", "deposit.*", "settlement.*")


def own_firm(actor: Actor, key: str) -> bool:
    return may(actor, "settlement.view") and (actor.is_house or key.split(".")[1] == str(actor.firm_id))


def of_firm(event: EventRecord) -> Iterable[str]:
    return [f"firm.{event.firm_id}.settlement"] if event.firm_id else []


def for_desk(actor: Actor, key: str) -> bool:
    return actor.is_house and may(actor, "settlement.view")


register(Topic(name="desk.settlement", authorise=for_desk, events=EVENTS))
register(Topic(name="firm.*.settlement", authorise=own_firm, events=EVENTS, route=of_firm))
