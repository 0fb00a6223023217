"""Dead letters: a person gives them another life or closes them, and says why."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from tradeops.access.policies import authorise
from tradeops.journal.selectors import delivery
from tradeops.journal.services import append, discard, requeue
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid, NotFound
from tradeops.operations.events import DELIVERY_DISCARDED, DELIVERY_RETRIED


def retry_delivery(*, actor: Actor, delivery_id: int, reason: str) -> None:
    """Deliver a dead letter again from its first attempt.

    Raises Denied, Invalid ``REASON_MISSING``, NotFound ``DELIVERY_NOT_FOUND``, Conflict ``DELIVERY_NOT_DEAD``.
    """
    authorise(actor, "operations.retry_delivery")
    _move(actor, delivery_id, reason, requeue, DELIVERY_RETRIED)


def discard_delivery(*, actor: Actor, delivery_id: int, reason: str) -> None:
    """Close a dead letter for good; what waited behind it goes on. Raises as ``retry_delivery`` does."""
    authorise(actor, "operations.discard_delivery")
    _move(actor, delivery_id, reason, discard, DELIVERY_DISCARDED)


@transaction.atomic
def _move(actor: Actor, delivery_id: int, reason: str, move: Callable[[int], bool], event: str) -> None:
    if not reason.strip():
        raise Invalid("REASON_MISSING", "Say why.", fields={"reason": ["required"]})
    row = delivery(delivery_id)
    if row is None:
        raise NotFound("DELIVERY_NOT_FOUND", "No such delivery.")
    if not move(delivery_id):
        raise Conflict("DELIVERY_NOT_DEAD", f"The delivery is {row.state}, not a dead letter.")
    about = row.event.record()
    append(
        actor=actor,
        name=event,
        subject=about.subject,
        firm_id=about.firm_id,
        payload={
            "delivery": row.pk,
            "subscriber": row.subscriber,
            "event": about.name,
            "attempts": row.attempts,
            "last_error": row.last_error,
        },
        reason=reason.strip(),
    )
