"""Reading access: who there is, whose keys, what waits for a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tradeops.access.models import ApiKey, Approval, Firm, User
from tradeops.access.policies import may_approve, may_ask
from tradeops.access.roles import ADMINISTRATOR
from tradeops.access.types import ApprovalSpec, FirmSpec, KeySpec, UserSpec
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import NotFound


def keys_of(actor: Actor) -> QuerySet[Any]:
    """The actor's own keys, or everybody's for an administrator; render with ``key_spec``."""
    may_ask(actor, "access.list_keys")
    rows = ApiKey.objects.visible_to(actor)
    return rows if ADMINISTRATOR in actor.roles else rows.filter(holder_id=actor.id)


def key_spec(key: ApiKey) -> KeySpec:
    return KeySpec(
        id=key.id,
        prefix=key.prefix,
        name=key.name,
        firm_id=key.firm_id,
        holder_id=key.holder_id,
        roles=frozenset(key.roles),
        scopes=frozenset(key.scopes),
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
    )


def approvals_of(actor: Actor) -> QuerySet[Approval]:
    """Approvals asked for within the actor's own house, newest first; render with ``approval_spec``."""
    may_ask(actor, "access.list_approvals")
    return Approval.objects.filter(maker__firm=actor.firm_id).select_related("maker", "checker")


def approval(actor: Actor, approval_id: UUID) -> ApprovalSpec:
    """One approval. Raises NotFound ``APPROVAL_NOT_FOUND``."""
    row = approvals_of(actor).filter(pk=approval_id).first()
    if row is None:
        raise NotFound("APPROVAL_NOT_FOUND", "No such approval.")
    return approval_spec(row)


def can_decide(actor: Actor, spec: ApprovalSpec) -> bool:
    """Whether this actor may be the second person now."""
    undecided = spec.state == Approval.State.PENDING
    return undecided and actor.id != str(spec.maker_id) and may_approve(actor, spec.command)


def approval_spec(row: Approval) -> ApprovalSpec:
    return ApprovalSpec(
        id=row.id,
        command=row.command,
        payload=row.payload,
        payload_hash=row.payload_hash,
        subject=Subject(row.subject_kind, row.subject_id),
        reason=row.reason,
        state=row.state,
        maker_id=row.maker_id,
        maker=row.maker.email,
        checker_id=row.checker_id,
        checker=row.checker.email if row.checker else "",
        decision_reason=row.decision_reason,
        created_at=row.created_at,
        expires_at=row.expires_at,
        decided_at=row.decided_at,
    )


def firm(firm_id: UUID) -> FirmSpec:
    """Raises NotFound ``FIRM_NOT_FOUND``."""
    row = Firm.objects.filter(pk=firm_id).first()
    if row is None:
        raise NotFound("FIRM_NOT_FOUND", "No such firm.")
    return FirmSpec(row.id, row.name, row.kind, row.status)


def firms() -> list[FirmSpec]:
    """Every firm, by name."""
    return [FirmSpec(row.id, row.name, row.kind, row.status) for row in Firm.objects.order_by("name")]


def user_by_email(email: str) -> UserSpec | None:
    """The person with this address."""
    row = User.objects.filter(email=email.strip().lower()).prefetch_related("role_assignments").first()
    return _user_spec(row) if row else None


def demo_users() -> list[UserSpec]:
    """The people of the demonstration, by address."""
    rows = User.objects.filter(is_demo=True).prefetch_related("role_assignments").order_by("email")
    return [_user_spec(row) for row in rows]


def _user_spec(row: User) -> UserSpec:
    roles = frozenset(assignment.role for assignment in row.role_assignments.all())
    return UserSpec(row.id, row.email, row.name, row.firm_id, row.is_active, roles)
