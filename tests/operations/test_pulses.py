"""Signs of life through the queues."""

from __future__ import annotations

import pytest
from celery.signals import task_prerun
from django.db import DatabaseError, connection

from tradeops.kernel.clock import database_now
from tradeops.operations.selectors import fresh
from tradeops.operations.tasks import pulse


def test_a_worker_whose_connection_broke_opens_another(committed_db: str) -> None:
    """As after an end of PostgreSQL. A queue without other work would else stay silent for ever."""
    sent_at = database_now().isoformat()
    connection.close_at = None  # a worker keeps its connection
    connection.connection.close()
    with pytest.raises(DatabaseError):
        pulse("bulk", sent_at)
    task_prerun.send(sender=pulse)
    pulse("bulk", sent_at)
    assert fresh("queue:bulk")
