"""What the operations page listens to."""

from __future__ import annotations

from typing import Any

from tradeops.access.policies import may
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import Actor
from tradeops.live.topics import Topic, refresh, register

MOVES = ("obligation.settled", "settlement.legs_open", "deposit.recorded", "residual.*", "operations.*", "approval.*")


def for_operations(actor: Actor, key: str) -> bool:
    return actor.is_house and may(actor, "operations.view")


def for_approvals(actor: Actor, key: str) -> bool:
    return actor.is_house and may(actor, "access.list_approvals")


def what_people_see(event: EventRecord, key: str) -> dict[str, Any] | None:
    """Legs that a trade's own posting settles were never open on the board: they move nothing there."""
    if event.name == "obligation.settled" and event.actor.is_system:
        return None
    return refresh(event, key)


register(Topic(name="desk.operations", authorise=for_operations, events=MOVES, message=what_people_see))
register(Topic(name="desk.approvals", authorise=for_approvals, events=("approval.*",)))
