"""The values that cross the journal's border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tradeops.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about: a kind (``rfq``, ``quote``, ``trade``) and its public id."""

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One immutable event as its readers see it. ``payload`` holds JSON values: amounts are strings."""

    id: int
    name: str
    subject: Subject
    firm_id: UUID | None
    actor: Actor
    payload: dict[str, Any]
    reason: str
    request_id: str
    occurred_at: datetime
