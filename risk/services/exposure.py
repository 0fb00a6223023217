"""The exposure row of a credit counterparty: opened with its first limit, moved under its own lock.

Each move is one conditional statement: it waits for the row, judges it as it then stands, and changes it or
does not. The sums it judges by are the row's own, so nothing can pass between the look and the change.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from risk.models import Discharge, Exposure
from risk.types import Category, client_detail
from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid, LimitBreached
from tradeops.kernel.rows import insert_once

_RESERVE = """
UPDATE risk_exposure SET reserved = reserved + %s
WHERE counterparty_id = %s AND "limit" >= used + reserved + %s
"""
_COMMIT = "UPDATE risk_exposure SET reserved = reserved - %s, used = used + %s WHERE counterparty_id = %s"


def open_exposure(*, counterparty_id: UUID, limit: Decimal) -> None:
    """Make ``limit`` the one in force; the row begins with the first. The caller has authorised and records."""
    row = Exposure(counterparty_id=counterparty_id, limit=limit)
    if not insert_once(row):
        Exposure.objects.as_system().filter(pk=counterparty_id).update(limit=limit)


def reserve_value(counterparty_id: UUID, value: Decimal) -> None:
    """Raises LimitBreached ``LIMIT_MISSING`` or ``CREDIT_LIMIT``."""
    if _execute(_RESERVE, [value, counterparty_id, value]):
        return
    row = Exposure.objects.as_system().filter(pk=counterparty_id).first()
    if row is None:
        raise LimitBreached("LIMIT_MISSING", client_detail(Category.CREDIT), category=Category.CREDIT.value)
    raise LimitBreached(
        "CREDIT_LIMIT",
        client_detail(Category.CREDIT),
        category=Category.CREDIT.value,
        formula="used + reserved + value <= limit",
        used=row.used,
        reserved=row.reserved,
        value=value,
        limit=row.limit,
        largest_value=max(row.limit - row.used - row.reserved, Decimal(0)),
    )


def commit_value(counterparty_id: UUID, *, reserved: Decimal, used: Decimal) -> None:
    """What was reserved for either side becomes what the chosen side owes."""
    _execute(_COMMIT, [reserved, used, counterparty_id])


def release_value(counterparty_id: UUID, value: Decimal) -> None:
    _execute(_COMMIT, [value, Decimal(0), counterparty_id])


@transaction.atomic
def discharge(*, actor: Actor, counterparty_id: UUID, value: Decimal, cause: Subject) -> bool:
    """Obligations worth ``value`` settled: they count no more. False when ``cause`` was discharged before.

    ``value`` is the ``CommitResult.value`` of the trade, or a part of it. Raises Conflict
    ``DISCHARGE_REUSED`` (same cause, other content) or ``DISCHARGE_EXCEEDS_USED``.
    """
    authorise(actor, "risk.discharge")
    if value < 0:
        raise Invalid("AMOUNT_NEGATIVE", "a discharge cannot be negative")
    row = Discharge(cause_kind=cause.kind, cause_id=cause.id, counterparty_id=counterparty_id, value=value)
    if not insert_once(row):
        earlier = Discharge.objects.as_system().get(cause_kind=cause.kind, cause_id=cause.id)
        if (earlier.counterparty_id, earlier.value) != (counterparty_id, value):
            raise Conflict("DISCHARGE_REUSED", f"{cause} was discharged with another content")
        return False
    owed = Exposure.objects.as_system().filter(pk=counterparty_id, used__gte=value)
    if not owed.update(used=F("used") - value):
        raise Conflict("DISCHARGE_EXCEEDS_USED", f"{cause} would discharge more than is owed", value=value)
    append(
        actor=actor,
        name="exposure.discharged",
        subject=Subject("counterparty", counterparty_id),
        payload={"cause_kind": cause.kind, "cause_id": cause.id, "value": value},
    )
    return True


def _execute(statement: str, parameters: Sequence[Any]) -> bool:
    """Whether the row was changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return bool(cursor.rowcount)
