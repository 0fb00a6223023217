"""The Celery application. Tasks are bells: what is owed stands in the journal's deliveries."""

import os

from celery import Celery
from kombu import Queue

from tradeops.journal.queues import QUEUES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradeops.settings")

app = Celery("tradeops")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue="bulk",
    task_create_missing_queues=False,
    task_ignore_result=True,
    # A bell lost with its worker is rung again by the relay, and a poisonous one is not redelivered for ever: the
    # transport's own bookkeeping of what is not acknowledged would be two round trips a bell for nothing.
    task_acks_late=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    # The product's records are whole already; as somebody's output they would be wrapped into others, a line each.
    worker_redirect_stdouts=False,
    worker_send_task_events=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"ack_emulation": False, "socket_timeout": 5, "socket_connect_timeout": 2},
    task_publish_retry=False,
    # Keep the connection from task to task, as Django keeps it from request to request: see operations.workers.
    CELERY_DB_REUSE_MAX=10**9,
)
app.autodiscover_tasks()
