"""API keys: issued for a person, shown once, revoked at once, at most a year long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tradeops.access import events, tokens
from tradeops.access.actors import current_roles
from tradeops.access.history import attribute
from tradeops.access.models import ApiKey, User
from tradeops.access.policies import SCOPES, authorise
from tradeops.access.roles import ADMINISTRATOR
from tradeops.access.selectors import key_spec
from tradeops.access.services.writing import lock, require_reason
from tradeops.access.types import IssuedKey, KeySpec
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Conflict, Denied, Invalid

LONGEST_LIFE = timedelta(days=365)


@transaction.atomic
def issue_api_key(
    *,
    actor: Actor,
    holder_id: UUID,
    name: str,
    roles: Iterable[str],
    scopes: Iterable[str],
    expires_at: datetime,
    reason: str,
) -> IssuedKey:
    """Make a key for ``holder_id``: people make their own, administrators also those of clients' people.

    Raises Denied ``KEY_OF_ANOTHER``; Invalid ``KEY_ROLE_UNFIT``, ``KEY_SCOPE_UNKNOWN``, ``KEY_EXPIRY_INVALID``.
    """
    authorise(actor, "access.issue_key")
    require_reason(reason)
    holder: User = lock(User.objects.all(), "USER_NOT_FOUND", pk=holder_id, is_active=True)
    _require_own(actor, holder)
    wanted, allowed = frozenset(roles), frozenset(scopes)
    _check(holder, wanted, allowed, expires_at)
    if not name.strip():
        raise Invalid("NAME_MISSING", "A key needs a name.", fields={"name": ["required"]})
    secret = tokens.new_secret()
    key = ApiKey(
        name=name.strip(),
        firm_id=holder.firm_id,
        holder=holder,
        created_by=f"{actor.kind}:{actor.id}",
        roles=sorted(wanted),
        scopes=sorted(allowed),
        expires_at=expires_at,
    )
    key.digest = tokens.digest(key.id, secret)
    attribute(key, actor=actor, reason=reason)
    key.save(force_insert=True)
    _append(key, events.KEY_ISSUED, actor, reason)
    return IssuedKey(key_spec(key), tokens.compose(key.id, secret))


@transaction.atomic
def revoke_api_key(*, actor: Actor, key_id: UUID, reason: str) -> KeySpec:
    """End a key at once. Raises NotFound ``KEY_NOT_FOUND``, Conflict ``KEY_REVOKED``."""
    authorise(actor, "access.revoke_key")
    require_reason(reason)
    key = _lock_own(actor, key_id)
    revoke(actor=actor, key=key, reason=reason)
    return key_spec(key)


@transaction.atomic
def rotate_api_key(*, actor: Actor, key_id: UUID, expires_at: datetime, reason: str) -> IssuedKey:
    """A new key with the same name, roles and scopes; the old one is revoked in the same moment."""
    authorise(actor, "access.issue_key")
    require_reason(reason)
    old = _lock_own(actor, key_id)
    revoke(actor=actor, key=old, reason=reason)
    return issue_api_key(
        actor=actor,
        holder_id=old.holder_id,
        name=old.name,
        roles=old.roles,
        scopes=old.scopes,
        expires_at=expires_at,
        reason=reason,
    )


def revoke(*, actor: Actor, key: ApiKey, reason: str) -> None:
    """As ``revoke_api_key``, for a caller that has authorised already and holds a transaction."""
    if key.revoked_at is not None:
        raise Conflict("KEY_REVOKED", "The key is revoked already.")
    key.revoked_at = database_now()
    attribute(key, actor=actor, reason=reason)
    key.save(update_fields=["revoked_at"])
    _append(key, events.KEY_REVOKED, actor, reason)


def _check(holder: User, roles: frozenset[str], scopes: frozenset[str], expires_at: datetime) -> None:
    if not roles or roles - current_roles(holder):
        raise Invalid("KEY_ROLE_UNFIT", "A key holds some of its holder's roles.", fields={"roles": []})
    if not scopes or scopes - SCOPES:
        known = ", ".join(sorted(SCOPES))
        raise Invalid("KEY_SCOPE_UNKNOWN", f"Scopes are {known}.", fields={"scopes": []})
    moment = database_now()
    if expires_at.tzinfo is None or not moment < expires_at <= moment + LONGEST_LIFE:
        raise Invalid("KEY_EXPIRY_INVALID", "A key ends in the future, within a year.", fields={"expires_at": []})


def _require_own(actor: Actor, holder: User) -> None:
    """Else an administrator could act as a risk officer through a key that they made."""
    onboarding = ADMINISTRATOR in actor.roles and holder.firm_id is not None
    if not (actor.is_system or actor.id == str(holder.id) or onboarding):
        raise Denied("KEY_OF_ANOTHER", "You may handle your own keys only.")


def _lock_own(actor: Actor, key_id: UUID) -> ApiKey:
    rows = ApiKey.objects.visible_to(actor)
    if ADMINISTRATOR not in actor.roles:
        rows = rows.filter(holder_id=actor.id)
    key: ApiKey = lock(rows, "KEY_NOT_FOUND", pk=key_id)
    return key


def _append(key: ApiKey, event: str, actor: Actor, reason: str) -> None:
    append(
        actor=actor,
        name=event,
        subject=Subject("key", key.id),
        firm_id=key.firm_id,
        payload={
            "prefix": key.prefix,
            "name": key.name,
            "holder_id": key.holder_id,
            "roles": list(key.roles),
            "scopes": list(key.scopes),
            "expires_at": key.expires_at.isoformat(),
        },
        reason=reason,
    )
