"""What every service here does when it writes: check the fields, save a version, translate refusals."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from psycopg.errors import UniqueViolation

from tradeops.access.history import attribute
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid, NotFound
from tradeops.reference.types import Status


def save(row: models.Model, *, actor: Actor, reason: str) -> None:
    """Save ``row`` and its version.

    The database's constraints are the rules: Conflict ``ALREADY_EXISTS`` for a taken key, Invalid
    ``REFERENCE_INVALID`` for anything else they or the fields refuse.
    """
    label = row._meta.verbose_name
    try:
        row.clean_fields()
    except ValidationError as error:
        fields = {name: list(messages) for name, messages in error.message_dict.items()}
        raise Invalid("REFERENCE_INVALID", f"the {label} is not valid", fields=fields) from error
    attribute(row, actor=actor, reason=reason)
    try:
        with transaction.atomic():
            row.save(force_insert=row._state.adding)
    except IntegrityError as error:
        constraint = error.__cause__.diag.constraint_name  # type: ignore[union-attr]
        if isinstance(error.__cause__, UniqueViolation):
            raise Conflict("ALREADY_EXISTS", f"this {label} exists already", constraint=constraint) from error
        raise Invalid("REFERENCE_INVALID", f"the {label} breaks the rule {constraint}") from error


def lock(rows: models.QuerySet[Any], key: object) -> Any:
    """The row with primary key ``key``, locked until the transaction ends; raises NotFound."""
    row = rows.select_for_update(no_key=True).filter(pk=key).first()
    if row is None:
        label = rows.model._meta.verbose_name
        raise NotFound(f"{rows.model.__name__.upper()}_NOT_FOUND", f"no {label} {key}")
    return row


def move(row: Any, status: Status) -> None:
    """Set ``status``; raises Conflict ``STATUS_UNCHANGED`` or, for what is closed, ``STATUS_CLOSED``."""
    if row.status == status.value:
        raise Conflict("STATUS_UNCHANGED", f"{row} is {status.value} already")
    if row.status == Status.CLOSED.value:
        raise Conflict("STATUS_CLOSED", f"{row} is closed for good")
    row.status = status.value


def require_reason(reason: str) -> None:
    """Raise Invalid ``REASON_MISSING`` when a change is not explained."""
    if not reason.strip():
        raise Invalid("REASON_MISSING", "say why", fields={"reason": ["required"]})
