"""The frozen values that services and selectors of access return."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tradeops.journal.types import Subject


@dataclass(frozen=True, slots=True)
class FirmSpec:
    id: UUID
    name: str
    kind: str
    status: str


@dataclass(frozen=True, slots=True)
class UserSpec:
    id: UUID
    email: str
    name: str
    firm_id: UUID | None
    is_active: bool
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeySpec:
    """An API key without its secret; ``prefix`` is its public part."""

    id: UUID
    prefix: str
    name: str
    firm_id: UUID | None
    holder_id: UUID
    roles: frozenset[str]
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key. ``token`` is what its program sends; it is never shown again."""

    key: KeySpec
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApprovalSpec:
    """A request for a second person's agreement, as the checker sees it."""

    id: UUID
    command: str
    payload: dict[str, Any]
    payload_hash: str
    subject: Subject
    reason: str
    state: str
    maker_id: UUID
    maker: str
    checker_id: UUID | None
    checker: str
    decision_reason: str
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None
