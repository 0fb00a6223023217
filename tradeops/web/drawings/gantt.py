"""The time of one deal by stage: queue and work against the budget, one scale for each phase.

Phases differ by five orders of magnitude (6 ms to price, 75 minutes to settle), so each has its own scale. The
bars are hundredths of the column they stand in, so they stretch with the page while the words keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from tradeops.web.drawings.bars import BudgetTone, budget_tone
from tradeops.web.durations import age, budget, duration
from tradeops.web.formatting import MISSING

Owner = Literal["program", "person", "venue", "network"]
WIDTH, GAP = Decimal(100), Decimal(1)
SEEN = Decimal("0.3")
HEADED = Decimal(15)
_HUNDREDTH = Decimal("0.01")
_TONES = {"program": "accent", "person": "violet", "venue": "ext", "network": "ext"}
_UNITS = (3 * 3_600_000, 3_600_000), (60_000, 60_000), (1_000, 1_000)
_NICE = (Decimal(1), Decimal("1.5"), 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Stage:
    """One measured stage. Times are milliseconds; ``start`` counts from any common origin."""

    title: str
    phase: str
    owner: Owner
    start: Decimal
    queue: Decimal
    work: Decimal
    budget: Decimal | None = None
    running: bool = False

    @property
    def took(self) -> Decimal:
        return self.queue + self.work

    @property
    def over(self) -> bool:
        return bool(self.tone)

    @property
    def tone(self) -> BudgetTone:
        return "" if self.budget is None else budget_tone(self.took, self.budget)


@dataclass(frozen=True, slots=True)
class Box:
    css: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    scale: str
    x: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One stage with its figures in words. ``queue`` and ``work`` are dashes where nobody queued for it."""

    stage: Stage
    boxes: tuple[Box, ...]
    queue: str
    work: str
    took: str
    budget: str


@dataclass(frozen=True, slots=True)
class Gantt:
    lanes: tuple[Lane, ...]
    rows: tuple[Row, ...]
    summary: str


def layout(stages: Sequence[Stage]) -> Gantt:
    """Lanes in the order in which phases first appear, one row for each stage."""
    phases = list(dict.fromkeys(stage.phase for stage in stages))
    lanes: list[Lane] = []
    rows: dict[int, Row] = {}
    x = Decimal(0)
    for phase in phases:
        members = [index for index, stage in enumerate(stages) if stage.phase == phase]
        width = _width(len(members), len(stages), len(phases))
        origin = min(stages[index].start for index in members)
        limit = _nice(max(stages[i].start - origin + max(stages[i].took, stages[i].budget or 0) for i in members))
        lanes.append(Lane(phase, f"0 to {budget(limit)}", x, width))
        for index in members:
            rows[index] = _row(stages[index], x, width / limit, origin)
        x += width + GAP
    return Gantt(tuple(lanes), tuple(rows[i] for i in sorted(rows)), _summary(stages))


def _width(members: int, stages: int, phases: int) -> Decimal:
    # Room for the name and the scale of each phase, and the rest by the number of its stages.
    room = WIDTH - GAP * (phases - 1)
    least = min(HEADED, room / phases)
    return (least + (room - least * phases) * members / stages).quantize(_HUNDREDTH, rounding=ROUND_DOWN)


def _nice(limit: Decimal) -> Decimal:
    """The next round figure at or above ``limit``, round in the unit in which it reads."""
    limit = max(limit, Decimal(1))
    unit = next((size for least, size in _UNITS if limit >= least), 1)
    power = unit * Decimal(10) ** (limit / unit).adjusted()
    return next(power * step for step in _NICE if power * step >= limit)


def _row(stage: Stage, left: Decimal, scale: Decimal, origin: Decimal) -> Row:
    at = left + (stage.start - origin) * scale
    boxes = []
    if stage.budget is not None:
        boxes.append(_box("budget", at, stage.budget * scale))
    inside = stage.took if stage.budget is None else min(stage.took, stage.budget)
    queue = min(stage.queue, inside)
    if queue:
        boxes.append(_box("f-queue", at, queue * scale))
    if inside > queue:
        boxes.append(_box(f"f-{_TONES[stage.owner]}", at + queue * scale, (inside - queue) * scale))
    if stage.over:
        boxes.append(_box(f"f-{stage.tone}", at + inside * scale, (stage.took - inside) * scale))
    took = f"{age(stage.took)} so far" if stage.running else duration(stage.took)
    queued, worked = (duration(stage.queue), duration(stage.work)) if stage.queue else (MISSING, MISSING)
    return Row(stage, tuple(boxes), queued, worked, took, budget(stage.budget))


def _box(css: str, x: Decimal, width: Decimal) -> Box:
    # A bar that exists is seen, however short its stage was.
    return Box(css, _percent(x), _percent(max(width, SEEN)))


def _percent(value: Decimal) -> str:
    return f"{value.quantize(_HUNDREDTH):f}"


def _summary(stages: Sequence[Stage]) -> str:
    late = [stage for stage in stages if stage.over]
    if not late:
        return f"{len(stages)} stages, all inside their budget"
    named = "; ".join(f"{s.title} took {duration(s.took)} of {budget(s.budget)}" for s in late)
    return f"{len(stages)} stages, {len(stages) - len(late)} inside budget. {named}"
