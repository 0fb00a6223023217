"""What a run of client firms reports of the hedges."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from oms.models import Residual
from tests.risk.world import make_instrument
from tradeops.desks.simulation.draining import residuals_since
from tradeops.desks.simulation.report import Report
from tradeops.desks.simulation.tally import Tally
from tradeops.kernel.clock import database_now
from tradeops.kernel.ids import uuid7

QUIET = Report("sim-1", 7, 10, 10.0, 1.0, 0.5, Tally(), (), {}, {}, (), ())


def leave(reason: str, *, closed: bool = False) -> None:
    end = {"state": "CLOSED", "closed_at": database_now()} if closed else {}
    Residual.objects.create(
        cause_kind="order",
        cause_id=uuid7(),
        instrument_id="BTC-USD",
        side="BUY",
        quantity=Decimal(1),
        reason=reason,
        **end,
    )


@pytest.mark.django_db
def test_residuals_of_the_run_that_are_open_are_counted_by_reason() -> None:
    make_instrument()
    leave("NOT_FILLED")
    start = database_now()
    assert residuals_since(start) == {}
    for reason in ("TRADING_HALTED", "NOT_FILLED", "NOT_FILLED"):
        leave(reason)
    leave("LATE_FILL", closed=True)

    assert residuals_since(start) == {"NOT_FILLED": 2, "TRADING_HALTED": 1}


def test_the_report_names_them_as_an_outcome_and_no_fault() -> None:
    report = replace(QUIET, residuals={"NOT_FILLED": 2, "LATE_FILL": 1})

    assert report.as_json()["residuals"] == {"open": 3, "by_reason": {"NOT_FILLED": 2, "LATE_FILL": 1}}
    assert report.as_json()["ok"]
    told = report.as_text().partition("Residuals left to dealers, by reason\n")[2].split()
    assert told[:4] == ["2", "NOT_FILLED", "1", "LATE_FILL"]


def test_no_residual_is_said_too() -> None:
    assert QUIET.as_json()["residuals"] == {"open": 0, "by_reason": {}}
    assert "0  of any reason" in QUIET.as_text()


def test_a_run_that_was_ended_early_says_so() -> None:
    ended = replace(QUIET, tally=Tally(asked=4))

    assert ended.as_text().startswith("4 of 10 requests")
    assert (ended.as_json()["rfqs"], ended.as_json()["wanted"]) == (4, 10)
