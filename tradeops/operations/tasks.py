from __future__ import annotations

from datetime import datetime

from celery import shared_task

from tradeops.journal.queues import QUEUES
from tradeops.kernel.clock import database_now
from tradeops.operations import calendar, workers  # noqa: F401 - the worker's own beat begins with its tasks
from tradeops.operations.pulses import TASK
from tradeops.operations.selectors.processes import QUEUE_PREFIX
from tradeops.operations.services import beat
from tradeops.operations.stages import milliseconds


@shared_task(name=TASK, soft_time_limit=3, time_limit=5)
def pulse(queue: str, sent_at: str) -> None:
    lag = milliseconds(database_now() - datetime.fromisoformat(sent_at))
    beat(f"{QUEUE_PREFIX}{queue}", {"lag_ms": round(lag, 3)})


@shared_task(name=calendar.TASK, soft_time_limit=QUEUES["bulk"].soft_limit, time_limit=QUEUES["bulk"].hard_limit)
def scheduled(name: str) -> None:
    calendar.run(name)
