"""The map's geometry: stages in lanes, arrows between them, in as many columns as the page has room for.

A drawing is never shrunk below its own size, so its words keep theirs; a narrower page gets another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from tradeops.desks.map.stages import StageView
from tradeops.operations.selectors.processes import FRESH_MS
from tradeops.operations.types import QueueState
from tradeops.web.drawings.bars import BudgetTone, budget_tone, coordinate, share
from tradeops.web.durations import duration, milliseconds

HEIGHT, LABEL, GAP, EDGE = 194, 26, 20, 6
# Where on the bars the budget stands, in percent: what is beyond it still has room to be seen.
BUDGET_AT = 62
LANES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Deal", "from the request to the last fill", ("rfq", "quote", "order", "child_order")),
    ("Settle", "from trade.booked", ("obligation",)),
    ("Residual", "from residual.opened", ("residual",)),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A percentile: its label, its width in the bar's own units, its tone, and the figure."""

    label: str
    y: int
    width: str
    tone: BudgetTone
    text: str


@dataclass(frozen=True, slots=True)
class Node:
    """A stage at its place. Everything in it is relative to ``x`` and ``y``."""

    stage: StageView
    x: int
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class QueueNode:
    """A queue at its place, with its figures in words."""

    queue: QueueState
    x: int
    y: int
    silent: bool
    oldest: timedelta | None
    seen: timedelta | None
    lag: timedelta | None


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one stage to the next: along the row, or ``around`` to the beginning of the following one."""

    path: str
    tip: str
    bad: bool


@dataclass(frozen=True, slots=True)
class Label:
    title: str
    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """``bar`` and ``tick`` are the width of a bar and the place of the budget on it."""

    name: str
    width: int
    height: int
    node: int
    bar: int
    tick: str
    nodes: tuple[Node, ...]
    queues: tuple[QueueNode, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    text: str
    stages: tuple[StageView, ...]


def lanes(stages: Sequence[StageView]) -> list[Lane]:
    """The stages in their lanes; a workflow that no lane names gets one of its own."""
    found = [
        Lane(title, text, tuple(s for kind in kinds for s in stages if s.kind == kind)) for title, text, kinds in LANES
    ]
    named = {kind for _, _, kinds in LANES for kind in kinds}
    others = dict.fromkeys(stage.kind for stage in stages if stage.kind not in named)
    found += [Lane(kind.capitalize(), "", tuple(s for s in stages if s.kind == kind)) for kind in others]
    return [lane for lane in found if lane.stages]


def draw(name: str, stages: Sequence[StageView], queues: Sequence[QueueState], columns: int, node: int) -> Drawing:
    """The stages and below them the queues, in rows of at most ``columns`` nodes, each ``node`` wide."""
    bar = node - 24 - 34 - 64
    nodes: list[Node] = []
    arrows: list[Arrow] = []
    labels: list[Label] = []
    at = 0
    for lane in lanes(stages):
        at = _room(at, len(lane.stages), columns)
        previous: Node | None = None
        for stage in lane.stages:
            x, y = _place(at, columns, node)
            placed = Node(stage, x, y, _bars(stage, bar))
            if previous is None:
                labels.append(Label(lane.title, lane.text, x, y - 8))
            else:
                arrows.append(_arrow(previous, placed, node))
            nodes.append(placed)
            previous, at = placed, at + 1
    at = _room(at, len(queues), columns)
    x, y = _place(at, columns, node)
    labels.append(Label("Queues", "what waits for a worker", x, y - 8))
    waiting = tuple(_queue(queue, *_place(at + index, columns, node)) for index, queue in enumerate(queues))
    rows = -(-(at + len(queues)) // columns)
    width, height = 2 * EDGE + columns * node + (columns - 1) * GAP, rows * (HEIGHT + LABEL + GAP) - GAP + EDGE
    tick = coordinate(Decimal(bar * BUDGET_AT) / 100)
    return Drawing(name, width, height, node, bar, tick, tuple(nodes), waiting, tuple(arrows), tuple(labels))


def _room(at: int, length: int, columns: int) -> int:
    """Where a lane begins: here when it fits into what is left of the row, else at the next row."""
    left = columns - at % columns
    return at if length <= left else at + left % columns


def _place(at: int, columns: int, node: int) -> tuple[int, int]:
    return EDGE + at % columns * (node + GAP), LABEL + at // columns * (HEIGHT + LABEL + GAP)


def _queue(queue: QueueState, x: int, y: int) -> QueueNode:
    silent = queue.heartbeat_ms is None or queue.heartbeat_ms >= FRESH_MS
    return QueueNode(queue, x, y, silent, _span(queue.oldest_ms), _span(queue.heartbeat_ms), _span(queue.lag_ms))


def _span(milliseconds: float | None) -> timedelta | None:
    return None if milliseconds is None else timedelta(milliseconds=milliseconds)


def _bars(stage: StageView, width: int) -> tuple[Bar, ...]:
    spans = (("p50", stage.p50), ("p95", stage.p95), ("p99", stage.p99))
    return tuple(_bar(label, span, stage, width, 72 + 17 * row) for row, (label, span) in enumerate(spans))


def _bar(label: str, span: timedelta | None, stage: StageView, width: int, y: int) -> Bar:
    if span is None:
        return Bar(label, y, "0", "", duration(None))
    part = share(Decimal(span // timedelta(microseconds=1)) * BUDGET_AT, stage.stage.budget_ms * 100_000) * width / 100
    tone = budget_tone(milliseconds(span), stage.stage.budget_ms)
    return Bar(label, y, coordinate(max(part, Decimal("1.5"))), tone, duration(span))


def _arrow(start: Node, end: Node, node: int) -> Arrow:
    bad = end.stage.level == "danger"
    if start.y == end.y:
        x, y = end.x, start.y + HEIGHT // 2
        return Arrow(f"M{start.x + node + 2} {y}H{x - 7}", f"M{x - 2} {y}l-7 -4v8z", bad)
    middle, down, x = start.x + node // 2, start.y + HEIGHT, end.x + node - 24
    turn = end.y - LABEL - GAP // 2 + 2
    return Arrow(f"M{middle} {down + 2}V{turn}H{x}V{end.y - 7}", f"M{x} {end.y - 2}l-4 -7h8z", bad)
