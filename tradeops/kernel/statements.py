"""Statements stay prepared for as long as their connection lives."""

from __future__ import annotations

from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg._preparing import PrepareManager

# More than any process has; the driver's own limit is 100, and it drops the one used longest ago.
MOST = 500


class LastingStatements(PrepareManager):
    """Survive a rollback.

    The driver forgets all it has prepared when a transaction is rolled back, since a table that the transaction made
    is gone. The product makes none while it runs, and each refusal rolls back: every statement of the next requests
    would be parsed and planned anew. Whoever changes the schema starts the processes again.
    """

    prepared_max = MOST

    def clear(self) -> bool:
        return False


def install() -> None:
    """Let the statements of every connection last."""
    connection_created.connect(_last, dispatch_uid="lasting_statements")


def _last(sender: object, connection: DatabaseWrapper, **kwargs: object) -> None:
    # A pool hands out the same connection again and again.
    driver = connection.connection
    if driver is not None and not isinstance(driver._prepared, LastingStatements):
        statements = LastingStatements()
        statements.prepare_threshold = driver.prepare_threshold
        driver._prepared = statements
