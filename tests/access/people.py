"""People, firms and keys for tests, made by the product's own services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from tradeops.access.actors import actor_of_user
from tradeops.access.models import User
from tradeops.access.services import create_firm, create_user, issue_api_key
from tradeops.access.types import IssuedKey
from tradeops.kernel.actor import Actor, system
from tradeops.kernel.clock import now

TESTER = system("test")
PASSWORD = "correct horse battery"


def firm(name: str = "Alpha Capital") -> UUID:
    return create_firm(actor=TESTER, name=name, reason="test").id


def user(email: str, *roles: str, firm_id: UUID | None = None, **more: Any) -> User:
    spec = create_user(
        actor=TESTER,
        email=email,
        name=email.split("@")[0],
        password=PASSWORD,
        firm_id=firm_id,
        roles=roles,
        reason="test",
        **more,
    )
    return User.objects.get(pk=spec.id)


def person(email: str, *roles: str, firm_id: UUID | None = None) -> Actor:
    return actor_of_user(user(email, *roles, firm_id=firm_id))


def key(holder: User, *roles: str, scopes: tuple[str, ...] = ("read", "trade"), days: int = 30) -> IssuedKey:
    return issue_api_key(
        actor=TESTER,
        holder_id=holder.id,
        name="bot",
        roles=roles,
        scopes=scopes,
        expires_at=now() + timedelta(days=days),
        reason="test",
    )
