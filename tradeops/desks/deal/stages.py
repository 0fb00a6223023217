"""A deal's measured stages as the drawing takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tradeops.operations.stages import Span
from tradeops.web.drawings.gantt import Stage
from tradeops.web.durations import milliseconds

# Stages that share a scale: they follow one another within the same order of magnitude.
PHASES = {
    ("rfq", "price"): "Price",
    ("rfq", "decide"): "Client",
    ("rfq", "book"): "Trade, hedge",
    ("order", "hedge"): "Trade, hedge",
    ("child_order", "send"): "Trade, hedge",
    ("child_order", "fill"): "Trade, hedge",
    ("obligation", "settle"): "Settle",
    ("residual", "residual"): "Residual",
}


def drawn(spans: Sequence[Span], names: Mapping[UUID, str]) -> list[Stage]:
    """Every passage of a stage on one time axis. ``names`` says which of several alike it is, by its subject."""
    if not spans:
        return []
    origin = min(span.started_at for span in spans)
    return [_stage(span, origin, names.get(span.subject.id, "")) for span in spans]


def count_over(stages: Sequence[Stage]) -> int:
    """How many took longer than their budget."""
    return sum(stage.over for stage in stages)


def _stage(span: Span, origin: datetime, name: str) -> Stage:
    took = milliseconds(span.until - span.started_at)
    queue = min(took, milliseconds(timedelta(milliseconds=span.queue_ms or 0)))
    return Stage(
        title=f"{span.stage.title}, {name}" if name else span.stage.title,
        phase=PHASES.get((span.kind, span.stage.name), span.stage.title),
        owner=span.stage.waits,
        start=milliseconds(span.started_at - origin),
        queue=queue,
        work=took - queue,
        budget=Decimal(span.stage.budget_ms),
        running=span.ended_at is None,
    )
