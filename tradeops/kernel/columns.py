"""Column types and defaults that only PostgreSQL can fill."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.expressions import Func


class ClockTimestamp(Func):
    """The time of the statement itself: ``now()`` would be the start of the transaction."""

    template = "clock_timestamp()"
    output_field = models.DateTimeField()


class TransactionIdField(models.Field):
    """PostgreSQL's 64-bit transaction id, which never wraps."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class CurrentTransaction(Func):
    """The id of the running transaction, the same in all its savepoints."""

    template = "pg_current_xact_id()"
    output_field = TransactionIdField()
