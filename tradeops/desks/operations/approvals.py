"""What waits for a second person, and what became of what did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tradeops.access.policies import policy_of
from tradeops.access.selectors import approval_spec, approvals_of, can_decide
from tradeops.access.types import ApprovalSpec
from tradeops.desks.operations.changes import Described, describe, payload_lines
from tradeops.kernel.actor import Actor

DECIDED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """``own``: the reader asked for it and so can never decide it. ``roles`` may be the second person."""

    spec: ApprovalSpec
    described: Described
    payload: tuple[tuple[str, str], ...]
    age: timedelta
    own: bool
    can_decide: bool
    roles: str


def waiting(actor: Actor, now: datetime) -> list[ApprovalRow]:
    """Undecided requests, the oldest first."""
    rows = approvals_of(actor).filter(state="PENDING").order_by("created_at", "id")
    return [row(actor, approval_spec(found), now) for found in rows]


def decided(actor: Actor, now: datetime) -> list[ApprovalRow]:
    """The last few that were carried out, refused or lapsed."""
    rows = approvals_of(actor).exclude(state="PENDING").order_by("-decided_at", "-id")[:DECIDED_SHOWN]
    return [row(actor, approval_spec(found), now) for found in rows]


def waiting_for(actor: Actor, command: str) -> dict[UUID, ApprovalSpec]:
    """Undecided requests for one command, by their subject."""
    rows = approvals_of(actor).filter(state="PENDING", command=command)
    return {found.subject_id: approval_spec(found) for found in rows}


def row(actor: Actor, spec: ApprovalSpec, now: datetime) -> ApprovalRow:
    """One request as this reader sees it."""
    return ApprovalRow(
        spec=spec,
        described=describe(actor, spec),
        payload=payload_lines(spec),
        age=now - spec.created_at,
        own=actor.id == str(spec.maker_id),
        can_decide=can_decide(actor, spec),
        roles=", ".join(sorted(role.replace("_", " ").lower() for role in policy_of(spec.command).approve_roles)),
    )
