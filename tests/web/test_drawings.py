"""The geometry of drawings: in bounds, in order, and the same figures as the values they draw."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeops.web.drawings import bars, gantt, waterfall
from tradeops.web.drawings.gantt import Stage
from tradeops.web.drawings.waterfall import Term

AMOUNT = st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False, allow_infinity=False)
STEP = st.decimals(min_value=-50, max_value=50, places=2, allow_nan=False, allow_infinity=False)
SPAN = st.decimals(min_value=0, max_value=10**7, places=3, allow_nan=False, allow_infinity=False)
# Coordinates are printed with one decimal.
ROUNDING = Decimal("0.2")


@given(AMOUNT, AMOUNT, AMOUNT)
def test_used_and_reserved_never_leave_the_bar(used: Decimal, reserved: Decimal, limit: Decimal) -> None:
    bar = bars.limit_bar(used, reserved, limit)
    assert 0 <= Decimal(bar.used.width) <= 100
    assert Decimal(bar.reserved.x) + Decimal(bar.reserved.width) <= 100 + ROUNDING
    assert bar.reserved.x == bar.used.width


@pytest.mark.parametrize(
    ("used", "level"),
    [("0", "ok"), ("79.9", "ok"), ("80", "warn"), ("94.9", "warn"), ("95", "danger"), ("130", "danger")],
)
def test_a_reservation_counts_towards_the_warning(used: str, level: str) -> None:
    assert bars.limit_bar(Decimal(used), Decimal(0), Decimal(100)).level == level
    assert bars.limit_bar(Decimal(0), Decimal(used), Decimal(100)).level == level


def test_a_limit_of_nothing_is_full_once_used() -> None:
    assert bars.share(Decimal(1), 0) == 100
    assert bars.share(Decimal(0), 0) == 0


def test_a_sparkline_needs_two_values_and_stays_in_its_box() -> None:
    assert bars.sparkline([Decimal(1)]) == ""
    assert bars.sparkline([Decimal(5), Decimal(5)]) == "0,18 64,18"
    assert bars.sparkline([Decimal(1), Decimal(2), Decimal(3)]) == "0,18 32,10 64,2"


@given(st.lists(STEP, min_size=1, max_size=12), st.sampled_from(["bid", "offer"]))
def test_a_waterfall_is_continuous_and_ends_at_its_total(steps: list[Decimal], side: str) -> None:
    drawing = waterfall.layout([Term(str(i), step, step) for i, step in enumerate(steps)], "Total", side)  # type: ignore[arg-type]
    assert drawing.rows[-1].term.bps == sum(steps)
    for row in drawing.rows:
        assert Decimal(row.rect.x) >= 0
        assert Decimal(row.rect.x) + Decimal(row.rect.width) <= 100 + ROUNDING
    for row, following in zip(drawing.rows[:-2], drawing.rows[1:-1], strict=True):
        assert _meet(row.rect, following.rect)


def _meet(one: bars.Rect, other: bars.Rect) -> bool:
    ends = [Decimal(one.x), Decimal(one.x) + Decimal(one.width)]
    starts = [Decimal(other.x), Decimal(other.x) + Decimal(other.width)]
    return any(abs(end - start) <= ROUNDING for end in ends for start in starts)


def test_a_term_in_the_clients_favour_is_told_apart() -> None:
    offer = waterfall.layout([Term("Skew", Decimal("-0.5"), Decimal(-3))], "Offer", "offer")
    assert [row.rect.tone for row in offer.rows] == ["up", "down"]
    bid = waterfall.layout([Term("Skew", Decimal("0.5"), Decimal(3))], "Bid", "bid")
    assert [row.rect.tone for row in bid.rows] == ["down", "up"]


STAGES = st.lists(
    st.builds(
        Stage,
        title=st.just("Stage"),
        phase=st.sampled_from(["Price", "Hedge", "Settle"]),
        owner=st.sampled_from(["program", "person", "venue", "network"]),
        start=SPAN,
        queue=SPAN,
        work=SPAN,
        budget=st.one_of(st.none(), SPAN),
    ),
    min_size=1,
    max_size=14,
)


@given(STAGES)
def test_every_bar_lies_in_the_lane_of_its_phase(stages: list[Stage]) -> None:
    drawing = gantt.layout(stages)
    lanes = {lane.title: lane for lane in drawing.lanes}
    assert [row.stage for row in drawing.rows] == stages
    for row in drawing.rows:
        lane = lanes[row.stage.phase]
        for box in row.boxes:
            assert Decimal(box.x) >= lane.x - ROUNDING
            # A bar too short to be seen is drawn a little wider than it was.
            assert Decimal(box.x) + Decimal(box.width) <= lane.x + lane.width + Decimal(2)
        assert any(box.css in ("f-warn", "f-danger") for box in row.boxes) == row.stage.over


def test_an_overrun_is_said_in_words() -> None:
    late = Stage("Approve release", "Settle", "person", Decimal(0), Decimal(0), Decimal(872_000), Decimal(600_000))
    drawing = gantt.layout([late, Stage("Release", "Settle", "program", Decimal(872_000), Decimal(0), Decimal(15))])
    assert "Approve release took 14 min 32 s of 10 min" in drawing.summary
    assert drawing.rows[0].took == "14 min 32 s"
    assert drawing.lanes[0].scale == "0 to 15 min"


def test_queue_and_work_are_drawn_apart() -> None:
    stage = Stage("Price", "Price", "program", Decimal(0), Decimal(20), Decimal(30), Decimal(50))
    boxes = gantt.layout([stage]).rows[0].boxes
    assert [box.css for box in boxes] == ["budget", "f-queue", "f-accent"]
    assert abs(Decimal(boxes[1].x) + Decimal(boxes[1].width) - Decimal(boxes[2].x)) <= ROUNDING


@pytest.mark.parametrize(
    ("took", "tone"),
    [("0", ""), ("120", ""), ("120.1", "warn"), ("240", "warn"), ("240.1", "danger"), ("282", "danger")],
)
def test_a_budget_has_one_colour_rule(took: str, tone: str) -> None:
    assert bars.budget_tone(Decimal(took), 120) == tone
