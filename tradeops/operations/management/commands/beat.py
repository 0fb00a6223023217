"""The calendar's clock: Celery beat with its schedule from code, one at a time by a lock that dies with it."""

from __future__ import annotations

import time
from typing import Any

import structlog
from celery.app.utils import find_app
from celery.beat import Scheduler
from celery.schedules import crontab
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from tradeops.kernel.locks import SINGLETON, hold_session
from tradeops.operations import calendar
from tradeops.operations.services import beat

log = structlog.get_logger(__name__)
STANDBY_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5


class SoleScheduler(Scheduler):
    """Celery's scheduler, which beats with every turn: a lost connection is a lost lock and ends the process."""

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        beat("beat", {"entries": len(self.schedule)})
        return super().tick(*args, **kwargs)


class Command(BaseCommand):
    help = "Start what the calendar holds, when it is due."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        self._wait_for_lock()
        log.info("beat_leads", entries=[entry.name for entry in calendar.entries()])
        app = find_app("tradeops")  # by name, as Celery's own programs find it: it stands above this layer
        app.conf.update(
            beat_max_loop_interval=LONGEST_PAUSE_SECONDS,
            beat_schedule={
                entry.name: {
                    "task": calendar.TASK,
                    "schedule": crontab.from_string(entry.when),
                    "args": [entry.name],
                    "options": {"queue": calendar.QUEUE, "expires": 3600},
                }
                for entry in calendar.entries()
            },
        )
        app.Beat(scheduler_cls=SoleScheduler, loglevel="WARNING", quiet=True).run()

    def _wait_for_lock(self) -> None:
        while True:
            try:
                if hold_session(SINGLETON, "beat"):
                    return
            except OperationalError as error:
                log.warning("beat_database_lost", error=str(error))
                connection.close()
            time.sleep(STANDBY_SECONDS)
