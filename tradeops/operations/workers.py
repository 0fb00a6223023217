"""A Celery worker's own beat, beside those that come through its queue, and its connection."""

from __future__ import annotations

from celery.signals import task_prerun, worker_ready
from django.conf import settings
from django.db import connection

from tradeops.operations.pulse import Pulse


@worker_ready.connect
def begin(**kwargs: object) -> None:
    """The parent process beats; it outlives those that do the work."""
    Pulse(settings.PROCESS).start()


@task_prerun.connect
def renew_connection(**kwargs: object) -> None:
    """Whatever the task is: what the last one found broken is opened anew. A pulse alone would else stay silent."""
    connection.close_if_unusable_or_obsolete()
