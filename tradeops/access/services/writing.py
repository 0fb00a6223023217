"""What every service here shares: reasons, locks, refusals in the product's own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction
from psycopg.errors import UniqueViolation

from tradeops.kernel.errors import Conflict, Invalid, NotFound


def require_reason(reason: str) -> None:
    """Raise Invalid ``REASON_MISSING`` when a change is not explained."""
    if not reason.strip():
        raise Invalid("REASON_MISSING", "Say why.", fields={"reason": ["required"]})


def lock(rows: models.QuerySet[Any], code: str, **by: object) -> Any:
    """The one row, locked until the transaction ends. Raises NotFound ``code``."""
    row = rows.select_for_update(no_key=True, of=("self",)).filter(**by).first()
    if row is None:
        raise NotFound(code, f"No such {rows.model._meta.verbose_name}.")
    return row


@contextmanager
def unique(code: str, detail: str) -> Iterator[None]:
    """Turn a broken unique constraint into Conflict ``code``; the transaction stays usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise Conflict(code, detail) from error
        raise
