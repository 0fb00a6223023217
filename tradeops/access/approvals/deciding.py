"""The second person: agreeing, refusing, and what makes a request lapse."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tradeops.access import events
from tradeops.access.actors import actor_of_user
from tradeops.access.approvals.registry import handler_of
from tradeops.access.approvals.requesting import content_hash, record, require_person
from tradeops.access.models import Approval
from tradeops.access.policies import authorise, carrying_out, may, may_approve
from tradeops.access.selectors import approval_spec
from tradeops.access.services.writing import lock, require_reason
from tradeops.access.types import ApprovalSpec
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Conflict, Denied

State = Approval.State


@transaction.atomic
def approve(*, actor: Actor, approval_id: UUID, payload_hash: str, reason: str = "") -> ApprovalSpec:
    """Agree, and carry the command out in the same transaction.

    ``payload_hash`` is that of the content the checker was shown. The state of the result is ``EXECUTED``, or
    ``EXPIRED`` or ``VOID`` (``decision_reason`` says why) when it came too late: callers must look at it.
    Raises Denied ``NOT_PERMITTED``, ``MAKER_IS_CHECKER`` or ``APPROVAL_NEEDS_PERSON``; NotFound; Conflict
    ``APPROVAL_DECIDED`` or ``APPROVAL_CONTENT_CHANGED``; what the command raises, which undoes the decision.
    """
    row = _lock_for(actor, approval_id, payload_hash)
    if database_now() >= row.expires_at:
        _move(row, State.EXPIRED, events.APPROVAL_EXPIRED, actor, "nobody decided in time")
    elif drift := _drift(row):
        _move(row, State.VOID, events.APPROVAL_VOID, actor, drift)
    else:
        _execute(row, actor, reason)
    return approval_spec(row)


@transaction.atomic
def reject(*, actor: Actor, approval_id: UUID, payload_hash: str, reason: str) -> ApprovalSpec:
    """Refuse, saying why. Raises as ``approve`` does before it carries anything out."""
    require_reason(reason)
    row = _lock_for(actor, approval_id, payload_hash)
    _move(row, State.REJECTED, events.APPROVAL_REJECTED, actor, reason, checker=actor)
    return approval_spec(row)


@transaction.atomic
def expire_due(actor: Actor) -> int:
    """Close what nobody decided in time; how many. Rows being decided right now are left to their checker."""
    authorise(actor, "access.expire_approval")
    rows = Approval.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = list(rows.filter(state=State.PENDING, expires_at__lte=database_now()).order_by("pk")[:100])
    for row in due:
        _move(row, State.EXPIRED, events.APPROVAL_EXPIRED, actor, "nobody decided in time")
    return len(due)


def _lock_for(actor: Actor, approval_id: UUID, payload_hash: str) -> Approval:
    authorise(actor, "access.decide_approval")
    require_person(actor)
    rows = Approval.objects.filter(maker__firm=actor.firm_id).select_related("maker")
    row: Approval = lock(rows, "APPROVAL_NOT_FOUND", pk=approval_id)
    if not may_approve(actor, row.command):
        raise Denied("NOT_PERMITTED", "Your role does not approve this.", command=row.command)
    if str(row.maker_id) == actor.id:
        raise Denied("MAKER_IS_CHECKER", "Somebody else has to approve what you asked for.")
    if row.state != State.PENDING:
        raise Conflict("APPROVAL_DECIDED", f"This request is {row.state} already.", state=row.state)
    if row.payload_hash != payload_hash:
        raise Conflict("APPROVAL_CONTENT_CHANGED", "What you were shown is not what is asked for.")
    return row


def _drift(row: Approval) -> str | None:
    if content_hash(row.command, Subject(row.subject_kind, row.subject_id), row.payload) != row.payload_hash:
        return "its content was changed"
    if not may(actor_of_user(row.maker), row.command):
        return "who asked may no longer do so"
    check = handler_of(row.command).drift_check
    return check(row.payload) if check else None


def _execute(row: Approval, actor: Actor, reason: str) -> None:
    _move(row, State.APPROVED, events.APPROVAL_APPROVED, actor, reason, checker=actor)
    maker = actor_of_user(row.maker)
    with carrying_out(row.command):
        handler_of(row.command).run(actor=maker, approval_id=row.id, **row.payload)
    _move(row, State.EXECUTED, events.APPROVAL_EXECUTED, actor, reason, checker=actor)


def _move(row: Approval, state: str, event: str, actor: Actor, reason: str, *, checker: Actor | None = None) -> None:
    row.state, row.decision_reason, row.decided_at = state, reason, database_now()
    row.checker_id = UUID(checker.id) if checker else None
    row.save(update_fields=["state", "decision_reason", "decided_at", "checker"])
    record(row, event, actor, reason)
