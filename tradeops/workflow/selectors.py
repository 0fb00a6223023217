"""Reading workflows: what may happen next, and what belongs to one deal."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import Model

from tradeops.access.policies import may
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.workflow.models import WorkflowLink
from tradeops.workflow.types import Workflow

# With OFFSET 0 each step is a look into the index: the planner expects more rows than there are and would read it all.
# Up to the roots first, then down again: every subject joined by links, in whichever direction one enters.
_FAMILY = """
WITH RECURSIVE up(kind, id) AS (
    SELECT %s::varchar, %s::uuid
    UNION
    SELECT l.* FROM up CROSS JOIN LATERAL (
        SELECT parent_kind, parent_id FROM workflow_workflowlink
        WHERE child_kind = up.kind AND child_id = up.id OFFSET 0
    ) l
), down(kind, id) AS (
    SELECT kind, id FROM up
    UNION
    SELECT l.* FROM down CROSS JOIN LATERAL (
        SELECT child_kind, child_id FROM workflow_workflowlink
        WHERE parent_kind = down.kind AND parent_id = down.id OFFSET 0
    ) l
)
SELECT kind, id FROM down
"""
# For many subjects at once, each with what it grew out of.
_ORIGINS = """
WITH RECURSIVE up(about, kind, id) AS (
    SELECT about, kind, id FROM unnest(%s::varchar[], %s::uuid[]) WITH ORDINALITY AS given(kind, id, about)
    UNION
    SELECT up.about, l.* FROM up CROSS JOIN LATERAL (
        SELECT parent_kind, parent_id FROM workflow_workflowlink
        WHERE child_kind = up.kind AND child_id = up.id OFFSET 0
    ) l
)
SELECT about, id FROM up WHERE kind = %s
"""


def allowed(workflow: Workflow, instance: Model, actor: Actor) -> tuple[str, ...]:
    """The transitions that this actor may make from the row's present state."""
    state = getattr(instance, workflow.state_field)
    return tuple(entry.name for entry in workflow.from_state(state) if may(actor, entry.command))


def family(subject: Subject) -> list[Subject]:
    """The subject and everything joined to it by links: one deal from request to settlement."""
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [subject.kind, subject.id])
        return [Subject(kind, identifier) for kind, identifier in cursor.fetchall()]


def origins(subjects: Sequence[Subject], kind: str) -> list[list[Subject]]:
    """For each subject those of ``kind`` that it grew out of, itself included; one statement for all."""
    found: list[list[Subject]] = [[] for _ in subjects]
    if subjects:
        kinds, ids = (_array(part) for part in zip(*((s.kind, s.id) for s in subjects), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(_ORIGINS, [kinds, ids, kind])
            for about, identifier in cursor.fetchall():
                found[about - 1].append(Subject(kind, identifier))
    return found


def links_within(subjects: Collection[Subject]) -> set[tuple[Subject, Subject]]:
    """The (parent, child) pairs among these subjects."""
    rows = WorkflowLink.objects.filter(parent_id__in=[subject.id for subject in subjects])
    pairs = ((Subject(row.parent_kind, row.parent_id), Subject(row.child_kind, row.child_id)) for row in rows)
    known = set(subjects)
    return {(parent, child) for parent, child in pairs if parent in known and child in known}


def _array(values: Sequence[object]) -> str:
    """Kinds or ids, which need no quotes, as PostgreSQL writes an array: much cheaper than adapting a list."""
    return f"{{{','.join(map(str, values))}}}"
