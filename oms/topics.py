"""What of trades and hedge orders can be listened to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tradeops.access.policies import may
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import Actor
from tradeops.live.topics import Topic, register


def for_desk(actor: Actor, key: str) -> bool:
    return actor.is_house and may(actor, "oms.view_orders")


def own_firm(actor: Actor, key: str) -> bool:
    """Whether ``firm.<id>.trades`` is the actor's own firm, or the actor is of the desk."""
    return may(actor, "oms.view_trades") and (actor.is_house or key.split(".")[1] == str(actor.firm_id))


def of_firm(event: EventRecord) -> Iterable[str]:
    return [f"firm.{event.firm_id}.trades"] if event.firm_id else []


def for_client(event: EventRecord, key: str) -> dict[str, Any]:
    """The trade as booked; how the desk hedges it is the desk's own."""
    shown = ("instrument", "side", "base_amount", "quote_amount", "price", "value_date")
    fields = {"event": event.name, **{name: event.payload[name] for name in shown}}
    return {"kind": "refresh", "id": str(event.subject.id), "fields": fields}


register(Topic(name="desk.orders", authorise=for_desk, events=("trade.*", "order.*", "execution.*", "residual.*")))
register(Topic(name="firm.*.trades", authorise=own_firm, events=("trade.booked",), route=of_firm, message=for_client))
