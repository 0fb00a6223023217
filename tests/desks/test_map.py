"""The map's geometry and its judgement of a stage."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tradeops.desks.map.drawing import BUDGET_AT, HEIGHT, Drawing, draw
from tradeops.desks.map.stages import StageView, view
from tradeops.operations.types import QueueState, StageMeasure
from tradeops.workflow.types import Owner, Stage

QUEUES = [QueueState(name, 0, None, 1_000.0, 2.0) for name in ("pricing", "execution", "settlement", "bulk")]
WINDOW = timedelta(minutes=15)


def stage(
    kind: str = "rfq",
    name: str = "price",
    p95: float | None = 50,
    *,
    oldest: float | None = None,
    breaches: int = 0,
    started: int = 10,
    subscriber: str = "rfq.price",
) -> StageView:
    design = Stage(name, f"{kind} {name}", "engine", 100, "a", ("b",), "fallback", "redundancy", subscriber)
    depth = 0 if oldest is None else 3
    p50, p99 = (None, None) if p95 is None else (p95 / 2, p95 * 2)
    measure = StageMeasure(
        kind, design, started, started, breaches, p50, p95, p99, None, None, None, None, depth, oldest
    )
    return view(measure, WINDOW)


def deal() -> list[StageView]:
    names = [("rfq", "price"), ("rfq", "decide"), ("rfq", "book"), ("order", "hedge"), ("child_order", "send"),
             ("child_order", "fill"), ("residual", "residual"), ("obligation", "settle")]  # fmt: skip
    return [stage(kind, name) for kind, name in names]


@pytest.mark.parametrize(
    ("view", "level"),
    [
        (stage(p95=50), ""),
        (stage(p95=100), ""),
        (stage(p95=100.001), "warn"),
        (stage(p95=200), "warn"),
        (stage(p95=200.001), "danger"),
        (stage(p95=50, oldest=99), ""),
        (stage(p95=50, oldest=101), "warn"),
        (stage(p95=50, oldest=201), "danger"),
        (stage(p95=None), ""),
        (stage(p95=50, breaches=1), ""),
    ],
)
def test_a_stage_is_over_when_it_is_slow_or_stuck(view: StageView, level: str) -> None:
    assert view.level == level


@pytest.mark.parametrize(
    ("started", "rate"), [(0, "none"), (3, "12.0 /h"), (30, "2.0 /min"), (4_500, "5.0 /s"), (225, "15.0 /min")]
)
def test_the_rate_is_in_the_unit_that_reads_best(started: int, rate: str) -> None:
    assert stage(started=started).rate == rate


@pytest.mark.parametrize(("owner", "words"), [("oms", "Execution engine"), ("dealer", "Dealer")])
def test_an_owner_is_named_in_words(owner: Owner, words: str) -> None:
    shown = stage()
    assert replace(shown, stage=replace(shown.stage, owner=owner)).owner == words


def test_what_waits_is_said_with_its_age() -> None:
    assert stage(oldest=1_234).waiting == "3 · oldest 1.2 s"
    assert stage().waiting == "empty"


@pytest.mark.parametrize(("columns", "node"), [(6, 228), (5, 212), (3, 200), (1, 200)])
def test_nothing_overlaps_and_nothing_leaves_the_drawing(columns: int, node: int) -> None:
    drawing = draw("any", deal(), QUEUES, columns, node)
    boxes = [(node.x, node.y) for node in drawing.nodes] + [(queue.x, queue.y) for queue in drawing.queues]

    assert len(set(boxes)) == len(boxes) == 12
    assert all(0 <= x <= drawing.width - node and 0 <= y <= drawing.height - HEIGHT for x, y in boxes)
    columns_used = sorted({x for x, _ in boxes})
    assert all(right - left >= node for left, right in itertools.pairwise(columns_used))
    assert len(columns_used) <= columns


def test_stages_of_one_deal_follow_one_another() -> None:
    drawing = draw("wide", deal(), QUEUES, 6, 228)
    first = [node for node in drawing.nodes if node.y == drawing.nodes[0].y]

    assert [node.stage.stage.name for node in first] == ["price", "decide", "book", "hedge", "send", "fill"]
    assert len(drawing.arrows) == 5
    assert [label.title for label in drawing.labels] == ["Deal", "Settle", "Residual", "Queues"]


def test_a_workflow_that_no_lane_names_is_drawn_all_the_same() -> None:
    drawing = draw("wide", [*deal(), stage("transfer", "release")], QUEUES, 6, 228)
    assert "Transfer" in [label.title for label in drawing.labels]
    assert len(drawing.nodes) == 9


def bar(p95: float) -> tuple[Drawing, Decimal]:
    drawing = draw("wide", [stage(p95=p95)], QUEUES, 6, 228)
    return drawing, Decimal(drawing.nodes[0].bars[1].width)


@pytest.mark.parametrize("p95", [10, 50, 100, 120])
def test_a_bar_reaches_the_budgets_mark_exactly_at_the_budget(p95: int) -> None:
    drawing, width = bar(p95)
    assert abs(width - Decimal(drawing.bar * BUDGET_AT * p95) / 10_000) <= Decimal("0.05")
    assert (width > Decimal(drawing.tick)) == (p95 > 100)
    assert bool(drawing.nodes[0].bars[1].tone) == (p95 > 100)


def test_a_bar_never_leaves_its_box() -> None:
    drawing, width = bar(1_000_000)
    assert width == drawing.bar
