"""What a connection has prepared, as the server tells it."""

from __future__ import annotations

from django.db import connection, transaction

ASKED = "SELECT 1 WHERE %s = 'lasting'"
KNOWN = "SELECT name FROM pg_prepared_statements WHERE statement LIKE %s"


def _ask(times: int) -> None:
    with connection.cursor() as cursor:
        for _ in range(times):
            cursor.execute(ASKED, ["lasting"])


def _prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, ["SELECT 1 WHERE $1 %"])
        return [name for (name,) in cursor.fetchall()]


def test_a_refusal_costs_no_statement(committed_db: str) -> None:
    _ask(4)
    before = _prepared()
    assert len(before) == 1
    with transaction.atomic():
        _ask(1)
        transaction.set_rollback(True)
    with transaction.atomic(), transaction.atomic():
        transaction.set_rollback(True)
    _ask(4)
    assert _prepared() == before


def test_the_next_connection_has_its_own(committed_db: str) -> None:
    _ask(4)
    connection.close()
    assert _prepared() == []
    _ask(4)
    assert len(_prepared()) == 1
