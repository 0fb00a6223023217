from typing import Any

from celery import shared_task

from tradeops.journal import bell
from tradeops.journal.delivering import deliver as deliver_now
from tradeops.journal.queues import QUEUES

# Deliveries that one task carries out at the most, each owed by the one before: its time limit is theirs together.
AT_ONCE = 4


# The dispatcher sets the limits of the delivery's queue; these are the ceiling of any.
@shared_task(name=bell.TASK, bind=True, soft_time_limit=QUEUES["bulk"].soft_limit, time_limit=QUEUES["bulk"].hard_limit)
def deliver(self: Any, delivery_id: int) -> None:
    """Carry out a delivery, and what it in turn owes in the same queue: an order is made and sent by one worker."""
    queue: str = self.request.delivery_info["routing_key"]
    owed = [delivery_id]
    for _ in range(AT_ONCE):
        with bell.keeping_one(queue) as kept:
            deliver_now(owed[0])
        if not kept:
            return
        owed = kept
    bell.ring([(owed[0], queue)], [])
