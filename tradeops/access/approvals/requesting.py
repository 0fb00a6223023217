"""The first person: asking."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.db import transaction

from tradeops.access import events
from tradeops.access.approvals.registry import handler_of
from tradeops.access.models import Approval
from tradeops.access.policies import may_ask, policy_of
from tradeops.access.selectors import approval_spec
from tradeops.access.services.writing import require_reason, unique
from tradeops.access.types import ApprovalSpec
from tradeops.journal.encoding import to_json
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Denied

LIFE = timedelta(hours=8)


@transaction.atomic
def request_approval(
    *,
    actor: Actor,
    command: str,
    payload: dict[str, Any],
    subject: Subject,
    reason: str,
    life: timedelta = LIFE,
) -> ApprovalSpec:
    """Ask for ``command`` with exactly this payload. Only a person can.

    Raises Denied ``NOT_PERMITTED`` or ``APPROVAL_NEEDS_PERSON``, Invalid ``REASON_MISSING``, Conflict
    ``APPROVAL_PENDING`` when the same is waiting already.
    """
    may_ask(actor, command)
    require_person(actor)
    require_reason(reason)
    handler_of(command)
    if not policy_of(command).approval:
        raise ValueError(f"{command} needs no approval")
    content = to_json(payload)
    row = Approval(
        command=command,
        payload=content,
        payload_hash=content_hash(command, subject, content),
        subject_kind=subject.kind,
        subject_id=subject.id,
        reason=reason,
        maker_id=actor.id,
        expires_at=database_now() + life,
    )
    with unique("APPROVAL_PENDING", "The same request is waiting for approval already."):
        row.save(force_insert=True)
    record(row, events.APPROVAL_REQUESTED, actor, reason)
    return approval_spec(row)


def require_person(actor: Actor) -> None:
    """Raise Denied ``APPROVAL_NEEDS_PERSON`` for keys and programs."""
    if actor.kind != "user":
        raise Denied("APPROVAL_NEEDS_PERSON", "Only a person, signed in, takes part in an approval.")


def content_hash(command: str, subject: Subject, payload: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of what is asked for."""
    text = json.dumps([command, str(subject), payload], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def record(row: Approval, event: str, actor: Actor, reason: str) -> None:
    """Append the approval's event."""
    append(
        actor=actor,
        name=event,
        subject=Subject("approval", row.id),
        firm_id=row.maker.firm_id,
        payload={
            "command": row.command,
            "subject_kind": row.subject_kind,
            "subject_id": row.subject_id,
            "payload_hash": row.payload_hash,
            "state": row.state,
        },
        reason=reason,
    )
