"""One deal's whole way."""

from __future__ import annotations

from tradeops.journal.selectors import deliveries_of, of_subjects
from tradeops.journal.types import Subject
from tradeops.kernel.clock import database_now
from tradeops.operations.stages import Handling, shares, spans
from tradeops.operations.types import Timeline
from tradeops.workflow.registry import all_stages
from tradeops.workflow.selectors import family, links_within


def timeline(subject: Subject) -> Timeline:
    """The deal that ``subject`` belongs to, whichever part of it that is. The caller has decided who may see it."""
    subjects = family(subject)
    events = of_subjects(subjects)
    handled = {
        (row.event_id, row.subscriber): Handling(row.created_at, row.claimed_at, row.done_at)
        for row in deliveries_of([event.id for event in events])
    }
    stages = [(workflow.kind, stage) for workflow, stage in all_stages()]
    found = spans(stages, events, links_within(subjects), handled, database_now())
    if not events:
        return Timeline(tuple(subjects), (), (), dict.fromkeys(("program", "venue", "person", "none"), 0.0), 0.0)
    start = events[0].occurred_at
    end = max([event.occurred_at for event in events] + [span.until for span in found])
    parts = shares(found, start, end)
    return Timeline(tuple(subjects), tuple(events), tuple(found), dict(parts.items()), sum(parts.values()))
