"""The derived FIX status against the published precedence and order state matrices."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms.rules.absence import ARRIVAL_WINDOW, BETWEEN_ANSWERS, never_arrived
from oms.rules.ord_status import PRECEDENCE, ord_status
from oms.types import DoneReason, Lifecycle, OrdStatus, Pending
from tests.marketdata.books import NOW

TEN = Decimal(10)
NONE = DoneReason.NONE
WORKING = Lifecycle.NEW

# (lifecycle, why done, pending, filled of ten) -> OrdStatus; the matrix of FIX 5.0 SP2, appendix D, in the last column.
MATRIX = [
    (Lifecycle.DRAFT, NONE, Pending.NONE, 0, "PENDING_NEW", "A1"),
    (Lifecycle.PENDING_NEW, NONE, Pending.NONE, 0, "PENDING_NEW", "A1"),
    (WORKING, NONE, Pending.NONE, 0, "NEW", "A1"),
    (WORKING, NONE, Pending.NONE, 2, "PARTIALLY_FILLED", "A1"),
    (Lifecycle.PENDING_NEW, NONE, Pending.NONE, 2, "PARTIALLY_FILLED", "A1, an execution before the acknowledgement"),
    (WORKING, NONE, Pending.NONE, 10, "FILLED", "A1"),
    (Lifecycle.DONE, DoneReason.FILLED, Pending.NONE, 10, "FILLED", "A1"),
    (Lifecycle.DONE, DoneReason.REJECTED, Pending.NONE, 0, "REJECTED", "A2"),
    (Lifecycle.DENIED, NONE, Pending.NONE, 0, "REJECTED", "denied by the desk itself"),
    (Lifecycle.DONE, DoneReason.DONE_FOR_DAY, Pending.NONE, 3, "DONE_FOR_DAY", "A3"),
    (WORKING, NONE, Pending.CANCEL, 0, "PENDING_CANCEL", "B1"),
    (WORKING, NONE, Pending.CANCEL, 5, "PENDING_CANCEL", "B1.b, a fill while the cancel is pending"),
    (WORKING, NONE, Pending.CANCEL, 10, "PENDING_CANCEL", "B1.c"),
    (Lifecycle.DONE, DoneReason.CANCELED, Pending.NONE, 5, "CANCELED", "B1"),
    (WORKING, NONE, Pending.REPLACE, 5, "PENDING_REPLACE", "C1"),
    (WORKING, NONE, Pending.REPLACE, 10, "PENDING_REPLACE", "C1"),
    (Lifecycle.DONE, DoneReason.EXPIRED, Pending.NONE, 4, "EXPIRED", "immediate or cancel"),
    (Lifecycle.DONE, DoneReason.CANCELED, Pending.NONE, 10, "CANCELED", "D35, a fill after the end"),
    (Lifecycle.DONE, DoneReason.REJECTED, Pending.NONE, 4, "REJECTED", "D35, after what counted as rejected"),
]


@pytest.mark.parametrize(("lifecycle", "reason", "pending", "filled", "expected", "matrix"), MATRIX)
def test_matrix(lifecycle, reason, pending, filled, expected, matrix) -> None:
    found = ord_status(lifecycle=lifecycle, done_reason=reason, pending=pending, filled=Decimal(filled), quantity=TEN)
    assert found == expected, matrix


def test_the_precedence_is_the_published_one() -> None:
    order = [
        ("PENDING_CANCEL", 12),
        ("PENDING_REPLACE", 11),
        ("DONE_FOR_DAY", 10),
        ("FILLED", 8),
        ("CANCELED", 5),
        ("EXPIRED", 5),
        ("PARTIALLY_FILLED", 4),
        ("NEW", 2),
        ("REJECTED", 2),
        ("PENDING_NEW", 2),
    ]
    assert [(status.value, weight) for status, weight in PRECEDENCE.items()] == order
    assert set(PRECEDENCE) == set(OrdStatus)


@given(st.sampled_from([Lifecycle.PENDING_NEW, WORKING]), st.sampled_from(list(Pending)), st.integers(0, 10))
def test_of_all_states_that_apply_the_highest_shows(lifecycle, pending, filled) -> None:
    shown = ord_status(lifecycle=lifecycle, done_reason=NONE, pending=pending, filled=Decimal(filled), quantity=TEN)
    applying = ["NEW" if lifecycle is WORKING else "PENDING_NEW"]
    applying += ["PARTIALLY_FILLED"] if 0 < filled < 10 else []
    applying += ["FILLED"] if filled == 10 else []
    applying += [f"PENDING_{pending.value}"] if pending is not Pending.NONE else []
    assert PRECEDENCE[shown] == max(PRECEDENCE[OrdStatus(each)] for each in applying)


def test_done_needs_a_reason() -> None:
    with pytest.raises(KeyError):
        ord_status(lifecycle=Lifecycle.DONE, done_reason=NONE, pending=Pending.NONE, filled=Decimal(0), quantity=TEN)


@pytest.mark.parametrize(
    ("first", "second", "proven"),
    [
        (None, ARRIVAL_WINDOW * 2, False),
        (ARRIVAL_WINDOW, ARRIVAL_WINDOW + BETWEEN_ANSWERS / 2, False),
        (ARRIVAL_WINDOW / 10, ARRIVAL_WINDOW / 2, False),
        (ARRIVAL_WINDOW / 10, ARRIVAL_WINDOW, True),
        (ARRIVAL_WINDOW, ARRIVAL_WINDOW + BETWEEN_ANSWERS, True),
    ],
)
def test_absence_is_proven_by_two_answers_after_nothing_can_arrive_any_more(first, second, proven) -> None:
    first_at = None if first is None else NOW + first
    assert never_arrived(sent_at=NOW, first_missing_at=first_at, asked_at=NOW + second) is proven
