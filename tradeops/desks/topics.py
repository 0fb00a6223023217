"""What pages that join domains listen to."""

from __future__ import annotations

from collections.abc import Iterable

from tradeops.access.policies import may
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import Actor
from tradeops.live.topics import Topic, register

MOVES_THE_ACCOUNT = (
    "quote.published",
    "quote.accepted",
    "quote.canceled",
    "quote.expired",
    "trade.*",
    "deposit.*",
    "obligation.*",
    "settlement.*",
    "exposure.*",
)


def own_account(actor: Actor, key: str) -> bool:
    return may(actor, "settlement.view") and (actor.is_house or key.split(".")[1] == str(actor.firm_id))


def of_firm(event: EventRecord) -> Iterable[str]:
    return [f"firm.{event.firm_id}.account"] if event.firm_id else []


def of_house(actor: Actor, key: str) -> bool:
    return actor.is_house and may(actor, "risk.view")


register(Topic(name="desk.shell", authorise=of_house, events=("trading_state.*", "approval.*")))
register(
    Topic(
        name="desk.deals",
        authorise=of_house,
        events=("rfq.*", "quote.*", "trade.*", "order.*", "execution.*", "residual.*"),
    )
)
register(Topic(name="desk.positions", authorise=of_house, events=("trade.booked", "execution.recorded")))
register(Topic(name="firm.*.account", authorise=own_account, events=MOVES_THE_ACCOUNT, route=of_firm))
