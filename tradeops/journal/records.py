"""Events as values, straight from the columns of ``journal_event e``: what follows the journal reads every event."""

from __future__ import annotations

import json
from typing import Any

from tradeops.journal.types import EventRecord, Subject
from tradeops.kernel.actor import Actor

Placed = tuple[int, EventRecord]
"""An event with its position."""

COLUMNS = """e.id, e.name, e.subject_kind, e.subject_id, e.firm_id, e.actor_kind, e.actor_id, e.actor_label,
    e.payload, e.reason, e.request_id, e.occurred_at"""


def placed(values: tuple[Any, ...]) -> Placed:
    """What a statement that selects a position and COLUMNS found."""
    position, *columns = values
    return position, record(*columns)


def record(
    id: int,
    name: str,
    subject_kind: str,
    subject_id: Any,
    firm_id: Any,
    actor_kind: Any,
    actor_id: str,
    actor_label: str,
    payload: str,
    reason: str,
    request_id: str,
    occurred_at: Any,
) -> EventRecord:
    """The event in the values of COLUMNS."""
    return EventRecord(
        id=id,
        name=name,
        subject=Subject(subject_kind, subject_id),
        firm_id=firm_id,
        actor=Actor(kind=actor_kind, id=actor_id, label=actor_label, firm_id=firm_id),
        payload=json.loads(payload),
        reason=reason,
        request_id=request_id,
        occurred_at=occurred_at,
    )
