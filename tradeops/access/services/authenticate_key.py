"""Who sends an API key: asked with every request, so it is one statement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from tradeops.access import tokens
from tradeops.access.actors import require_active
from tradeops.access.models import ApiKey
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import now
from tradeops.kernel.errors import Unauthenticated

USE_WRITTEN_EVERY = timedelta(minutes=1)

# Roles are read each time: a revoked one is gone with the next request.
_KEY = """
SELECT key.digest, key.name, key.roles, key.scopes, key.expires_at, key.revoked_at, key.last_used_at,
       holder.email, holder.is_active, holder.is_demo, holder.firm_id, firm.status,
       ARRAY(SELECT role FROM access_roleassignment WHERE user_id = holder.id)
FROM access_apikey key
JOIN access_user holder ON holder.id = key.holder_id
LEFT JOIN access_firm firm ON firm.id = holder.firm_id
WHERE key.id = %s
"""


class _Key(NamedTuple):
    """A key and its holder as they are now."""

    digest: bytes
    name: str
    roles: list[str]
    scopes: list[str]
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    email: str
    is_active: bool
    is_demo: bool
    firm_id: UUID | None
    firm_status: str | None
    held_roles: list[str]


def authenticate_key(token: str, *, local: bool) -> Actor:
    """The actor of a live key, with those of its roles that its holder still holds.

    ``local``: whether the request stays on this machine; a key of a demo user is worth nothing elsewhere.
    Raises Unauthenticated ``KEY_INVALID``, which never says what is wrong with the key; Denied ``FIRM_SUSPENDED``.
    """
    parts = tokens.split(token)
    key = None if parts is None else _find(parts[0])
    moment = now()
    if (
        parts is None
        or key is None
        or not tokens.matches(key.digest, *parts)
        or key.revoked_at is not None
        or key.expires_at <= moment
        or not key.is_active
        or (key.is_demo and not local)
    ):
        raise Unauthenticated("KEY_INVALID", "The API key is unknown, revoked or expired.")
    if key.last_used_at is None or key.last_used_at < moment - USE_WRITTEN_EVERY:
        ApiKey.objects.as_system().filter(pk=parts[0]).update(last_used_at=moment)
    require_active(key.firm_status)
    return Actor(
        kind="key",
        id=str(parts[0]),
        label=f"{key.name} of {key.email}",
        firm_id=key.firm_id,
        roles=frozenset(key.held_roles) & frozenset(key.roles),
        scopes=frozenset(key.scopes),
    )


def _find(key_id: UUID) -> _Key | None:
    with connection.cursor() as cursor:
        cursor.execute(_KEY, [key_id])
        found: tuple[Any, ...] | None = cursor.fetchone()
    return None if found is None else _Key(*found)
