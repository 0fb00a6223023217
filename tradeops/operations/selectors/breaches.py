"""Which passages of a stage took longer than they may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from tradeops.journal.types import Subject
from tradeops.workflow.types import Stage

_BREACHES = """
SELECT s.subject_kind, s.subject_id, s.occurred_at,
       coalesce(ended.at, clock_timestamp()) - s.occurred_at, ended.at IS NULL
FROM journal_event s
LEFT JOIN LATERAL (
    SELECT min(e.occurred_at) AS at FROM (
        SELECT s.subject_kind AS kind, s.subject_id AS id
        UNION ALL
        SELECT l.child_kind, l.child_id FROM workflow_workflowlink l
        WHERE l.parent_kind = s.subject_kind AND l.parent_id = s.subject_id
    ) about
    JOIN journal_event e ON e.subject_kind = about.kind AND e.subject_id = about.id
    WHERE e.id > s.id AND e.name = ANY(%(ends)s)
) ended ON true
WHERE s.name = %(starts)s AND s.occurred_at > clock_timestamp() - make_interval(secs => %(window)s)
AND coalesce(ended.at, clock_timestamp()) - s.occurred_at > make_interval(secs => %(budget)s / 1000.0)
ORDER BY s.occurred_at DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Breach:
    """``running``: it has not ended yet, and ``took`` is its time so far."""

    subject: Subject
    started_at: datetime
    took: timedelta
    running: bool


def breaches(stage: Stage, window_seconds: int, *, limit: int = 8) -> list[Breach]:
    """The newest passages of ``stage`` over its budget that began within the window."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BREACHES,
            {
                "starts": stage.starts,
                "ends": list(stage.ends),
                "window": window_seconds,
                "budget": stage.budget_ms,
                "limit": limit,
            },
        )
        return [Breach(Subject(kind, key), at, took, open_) for kind, key, at, took, open_ in cursor.fetchall()]
