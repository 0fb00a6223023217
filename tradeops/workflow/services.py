"""The one engine that moves rows from state to state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from tradeops.access.policies import authorise
from tradeops.journal.services import Draft, append, append_many
from tradeops.journal.types import EventRecord, Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Denied
from tradeops.workflow.types import Transition, Workflow

_LINK = """
INSERT INTO workflow_workflowlink (parent_kind, parent_id, child_kind, child_id) VALUES {values}
ON CONFLICT DO NOTHING
"""


def apply(
    workflow: Workflow,
    instance: Model,
    name: str,
    *,
    actor: Actor,
    payload: dict[str, Any] | None = None,
    firm_id: UUID | None = None,
    reason: str = "",
    changes: dict[str, Any] | None = None,
    approval_id: UUID | None = None,
) -> EventRecord:
    """Move ``instance`` by the transition ``name``, write ``changes`` with it and append its event.

    The row is locked by the conditional update itself and stays so until the caller's transaction ends.
    Raises Denied (not permitted, or ``APPROVAL_REQUIRED``), Conflict ``TRANSITION_ILLEGAL``, or what the guard raises.
    """
    transition = _permitted(workflow, name, actor, approval_id)
    if transition.guard is not None:
        transition.guard(instance)
    moved = {workflow.state_field: transition.target, **(changes or {})}
    if not rows.move(instance, workflow.state_field, transition.source, moved):
        raise _illegal(workflow, instance, transition)
    return append(
        actor=actor,
        name=transition.event,
        subject=Subject(workflow.kind, instance.pk),
        firm_id=firm_id,
        payload={"state": transition.target, **(payload or {})},
        reason=reason,
    )


def apply_many(
    workflow: Workflow,
    ids: Iterable[UUID],
    name: str,
    *,
    actor: Actor,
    draft: Callable[[Any], tuple[UUID | None, dict[str, Any]]],
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> list[Any]:
    """Move every row of ``ids`` that legally can, in a few statements; the rows that moved.

    ``draft`` gives each row's firm and payload. Rows in another state, or locked by somebody who is deciding
    about them right now, are left alone: the next sweep sees what became of them.
    """
    transition = _permitted(workflow, name, actor, None)
    manager = workflow.model_class._base_manager
    legal = {f"{workflow.state_field}__in": transition.source}
    locked = manager.select_for_update(no_key=True, skip_locked=True, of=("self",))
    found = list(locked.filter(pk__in=list(ids), **legal).order_by("pk"))
    if transition.guard is not None:
        for row in found:
            transition.guard(row)
    moved = {workflow.state_field: transition.target, **(changes or {})}
    manager.filter(pk__in=[row.pk for row in found]).update(**moved)
    drafts = []
    for row in found:
        for field, value in moved.items():
            setattr(row, field, value)
        firm_id, payload = draft(row)
        drafts.append(
            Draft(
                transition.event,
                Subject(workflow.kind, row.pk),
                firm_id,
                {"state": transition.target, **payload},
            )
        )
    append_many(actor=actor, drafts=drafts, reason=reason)
    return found


def drafted(
    workflow: Workflow,
    name: str,
    subject_id: UUID,
    *,
    actor: Actor,
    payload: dict[str, Any],
    state: str | None = None,
    firm_id: UUID | None = None,
) -> Draft:
    """The event of a transition that the caller writes itself: to a new row, or to one in ``state`` that it has locked.

    Raises Denied, Conflict ``TRANSITION_ILLEGAL``, and ValueError for a guarded transition, which is applied or not
    made at all.
    """
    transition = _permitted(workflow, name, actor, None)
    if transition.guard is not None:
        raise ValueError(f"{workflow.kind} {name} has a guard")
    if (state or workflow.initial) not in transition.source:
        raise Conflict("TRANSITION_ILLEGAL", f"a {workflow.kind} that is {state} cannot {name}", state=state)
    told = {"state": transition.target, **payload}
    return Draft(transition.event, Subject(workflow.kind, subject_id), firm_id, told)


def link(*, parent: Subject, child: Subject) -> None:
    """Record that ``child`` grew out of ``parent``, so that a deal's timeline is never cut."""
    link_many([(parent, child)])


def link_many(pairs: Sequence[tuple[Subject, Subject]]) -> None:
    """``link`` for several (parent, child), in one statement."""
    values = ", ".join(["(%s, %s, %s, %s)"] * len(pairs))
    parameters = [value for parent, child in pairs for value in (parent.kind, parent.id, child.kind, child.id)]
    with connection.cursor() as cursor:
        cursor.execute(_LINK.format(values=values), parameters)


def _permitted(workflow: Workflow, name: str, actor: Actor, approval_id: UUID | None) -> Transition:
    transition = workflow.by_name[name]
    authorise(actor, transition.command)
    if transition.approval and approval_id is None:
        raise Denied("APPROVAL_REQUIRED", f"{workflow.kind} {name} needs a second person")
    return transition


def _illegal(workflow: Workflow, instance: Model, transition: Transition) -> Conflict:
    state = (
        workflow.model_class._base_manager.filter(pk=instance.pk).values_list(workflow.state_field, flat=True).first()
    )
    return Conflict(
        "TRANSITION_ILLEGAL",
        f"a {workflow.kind} that is {state} cannot {transition.name}",
        state=state,
        command=transition.command,
    )
