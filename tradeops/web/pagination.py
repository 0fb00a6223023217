"""Pages by keyset: the cursor holds the last row's values, signed, so that new rows shift nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from rest_framework.request import Request

from tradeops.journal.encoding import to_json
from tradeops.kernel.errors import Invalid

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
Row = TypeVar("Row")


def page(
    queryset: QuerySet[Any],
    request: Request,
    *,
    ordering: Sequence[str] = ("-created_at", "-id"),
    render: Callable[[Any], Row],
) -> dict[str, Any]:
    """``{"items": [...], "next": cursor or None}``; parameters ``cursor`` and ``limit`` (1 to 200).

    ``ordering`` must end in a unique column and name no nullable one. Raises Invalid ``CURSOR_INVALID`` or
    ``LIMIT_INVALID``.
    """
    salt = f"page {request.path} {' '.join(ordering)}"
    limit, cursor = _limit(request.query_params.get("limit")), request.query_params.get("cursor")
    rows, following = keyset(queryset, cursor=cursor, limit=limit, ordering=ordering, salt=salt)
    return {"items": [render(row) for row in rows], "next": following}


def keyset(
    queryset: QuerySet[Any], *, cursor: str | None, limit: int, ordering: Sequence[str], salt: str
) -> tuple[list[Any], str | None]:
    """The rows behind ``cursor`` and the cursor of those that follow, None on the last page.

    ``salt`` names the list: a cursor of another one is refused. Raises Invalid ``CURSOR_INVALID``.
    """
    rows = queryset.order_by(*ordering)
    if cursor:
        rows = rows.filter(_after(queryset, ordering, _read(cursor, salt, len(ordering))))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    values = [getattr(found[limit - 1], name.lstrip("-")) for name in ordering]
    return found[:limit], signing.dumps(to_json(values), salt=salt)


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_LIMIT:
        return int(text)
    raise Invalid("LIMIT_INVALID", f"limit is a number from 1 to {MAX_LIMIT}.", fields={"limit": []})


def _read(cursor: str, salt: str, length: int) -> list[Any]:
    try:
        values = signing.loads(cursor, salt=salt)
    except signing.BadSignature as error:
        raise Invalid("CURSOR_INVALID", "This cursor is not one of this list.", fields={"cursor": []}) from error
    if not isinstance(values, list) or len(values) != length:
        raise Invalid("CURSOR_INVALID", "This cursor is of an older list.", fields={"cursor": []})
    return values


def _after(queryset: QuerySet[Any], ordering: Sequence[str], values: list[Any]) -> Q:
    """Rows behind ``values``: equal in the first columns and beyond in the next one."""
    behind, equal = Q(), Q()
    for name, value in zip(ordering, values, strict=True):
        column = name.lstrip("-")
        try:
            bound = queryset.model._meta.get_field(column).to_python(value)
        except ValidationError as error:
            raise Invalid("CURSOR_INVALID", "This cursor is of an older list.", fields={"cursor": []}) from error
        behind |= equal & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": bound})
        equal &= Q(**{column: bound})
    # Said apart, so that an index on the first column bounds the scan.
    first = ordering[0].lstrip("-")
    edge = queryset.model._meta.get_field(first).to_python(values[0])
    return Q(**{f"{first}__{'lte' if ordering[0].startswith('-') else 'gte'}": edge}) & behind
