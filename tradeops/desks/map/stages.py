"""A measured stage as the map shows it: spans of time instead of floats, and whether it is over budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tradeops.operations.types import StageMeasure
from tradeops.web.drawings.bars import BudgetTone, budget_tone
from tradeops.web.durations import age, budget, duration, milliseconds
from tradeops.workflow.types import Stage

SAMPLE = 2000
_OWNERS = {"oms": "Execution engine", "engine": "Pricing engine"}
NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class StageView:
    """``level`` says how far the stage is over its budget now: empty within it, else as the colour has it."""

    key: str
    kind: str
    stage: Stage
    measure: StageMeasure
    window: timedelta
    p50: timedelta | None
    p95: timedelta | None
    p99: timedelta | None
    queue_p95: timedelta | None
    work_p95: timedelta | None
    oldest: timedelta | None
    level: BudgetTone

    @property
    def budget(self) -> timedelta:
        return timedelta(milliseconds=self.stage.budget_ms)

    @property
    def owner(self) -> str:
        """Who has the stage, in words."""
        return _OWNERS.get(self.stage.owner, self.stage.owner.capitalize())

    @property
    def rate(self) -> str:
        """How often it began, in the unit that reads best."""
        count, seconds = self.measure.started, self.window.total_seconds()
        for unit, size in (("s", 1), ("min", 60), ("h", 3600)):
            if count * size >= seconds:
                return f"{count * size / seconds:.1f} /{unit}"
        return f"{count} in all" if count else "none"

    @property
    def waiting(self) -> str:
        """What is in front of the stage, and for how long the oldest has been."""
        if self.stage.subscriber:
            return f"{self.measure.depth} · oldest {age(self.oldest)}" if self.measure.depth else "empty"
        running = self.measure.started - self.measure.ended
        return f"{running} open" if running > 0 and self.measure.started <= SAMPLE else "empty"

    @property
    def breaches(self) -> str:
        return f"{self.measure.breaches} of {min(self.measure.started, SAMPLE)}" if self.measure.started else "none yet"

    @property
    def of_budget(self) -> int | None:
        """The 95th percentile in percent of the budget."""
        return None if self.p95 is None else round(self.p95 / self.budget * 100)

    @property
    def summary(self) -> str:
        return f"{self.stage.title}: p95 {duration(self.p95)} of {budget(self.budget)}"


def view(measure: StageMeasure, window: timedelta) -> StageView:
    """One stage, judged."""
    oldest, allowed = _span(measure.oldest_ms), timedelta(milliseconds=measure.stage.budget_ms)
    p95 = _span(measure.p95_ms)
    longest = max(p95 or NOTHING, oldest or NOTHING)
    return StageView(
        key=f"{measure.kind}.{measure.stage.name}",
        kind=measure.kind,
        stage=measure.stage,
        measure=measure,
        window=window,
        p50=_span(measure.p50_ms),
        p95=p95,
        p99=_span(measure.p99_ms),
        queue_p95=_span(measure.queue_p95_ms),
        work_p95=_span(measure.work_p95_ms),
        oldest=oldest,
        level=budget_tone(milliseconds(longest), milliseconds(allowed)),
    )


def _span(milliseconds: float | None) -> timedelta | None:
    return None if milliseconds is None else timedelta(milliseconds=milliseconds)
