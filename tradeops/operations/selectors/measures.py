"""The latency ledger: how long each stage takes, from events and deliveries alone."""

from __future__ import annotations

from typing import Any

from django.db import connection

from tradeops.operations.types import StageMeasure
from tradeops.workflow.registry import all_stages
from tradeops.workflow.types import Stage

# Percentiles over more than this tell nothing more and cost the page its speed.
SAMPLE = 2000

_MEASURE = """
WITH started AS (
    SELECT id, subject_kind, subject_id, occurred_at FROM journal_event
    WHERE name = %(starts)s AND occurred_at > clock_timestamp() - make_interval(secs => %(window)s)
    ORDER BY occurred_at DESC LIMIT %(sample)s
), measured AS (
    SELECT extract(epoch FROM coalesce(ended.at, clock_timestamp()) - s.occurred_at) * 1000 AS passed,
           ended.at IS NOT NULL AS is_over,
           extract(epoch FROM d.claimed_at - s.occurred_at) * 1000 AS queue,
           extract(epoch FROM d.done_at - d.claimed_at) * 1000 AS work
    FROM started s
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
    LEFT JOIN journal_delivery d ON d.event_id = s.id AND d.subscriber = %(subscriber)s
)
SELECT count(*) FILTER (WHERE is_over),
       count(*) FILTER (WHERE passed > %(budget)s),
       percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY passed) FILTER (WHERE is_over),
       percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY queue) FILTER (WHERE queue IS NOT NULL),
       percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY work) FILTER (WHERE work IS NOT NULL),
       (SELECT count(*) FROM journal_event
        WHERE name = %(starts)s AND occurred_at > clock_timestamp() - make_interval(secs => %(window)s))
FROM measured
"""

RECENT_SECONDS = 300  # what "now" means of a stage: in the status bar, the metrics, and where the map opens
_WAITING = """
SELECT subscriber, count(*), extract(epoch FROM clock_timestamp() - min(created_at)) * 1000
FROM journal_delivery WHERE state IN ('PENDING', 'CLAIMED') GROUP BY subscriber
"""


def stage_measures(window_seconds: int = RECENT_SECONDS) -> list[StageMeasure]:
    """Every stage of every workflow over the last ``window_seconds``, in the order of the workflows."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        waiting = {name: (depth, float(oldest)) for name, depth, oldest in cursor.fetchall()}
        return [
            _measured(cursor, kind.kind, stage, window_seconds, waiting.get(stage.subscriber, (0, None)))
            for kind, stage in all_stages()
        ]


def _measured(cursor: Any, kind: str, stage: Stage, window: int, waiting: tuple[int, float | None]) -> StageMeasure:
    cursor.execute(
        _MEASURE,
        {
            "starts": stage.starts,
            "ends": list(stage.ends),
            "subscriber": stage.subscriber,
            "budget": stage.budget_ms,
            "window": window,
            "sample": SAMPLE,
        },
    )
    ended, breaches, total, queue, work, started = cursor.fetchone()
    p50, p95, p99 = total or (None, None, None)
    queue_p50, queue_p95 = queue or (None, None)
    work_p50, work_p95 = work or (None, None)
    return StageMeasure(
        kind=kind,
        stage=stage,
        started=started,
        ended=ended,
        breaches=breaches,
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        queue_p50_ms=queue_p50,
        queue_p95_ms=queue_p95,
        work_p50_ms=work_p50,
        work_p95_ms=work_p95,
        depth=waiting[0],
        oldest_ms=waiting[1],
    )
