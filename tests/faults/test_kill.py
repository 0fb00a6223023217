"""The parts of the desk that hold a deal in their hands are ended under load: nothing is lost, nothing is doubled."""

from __future__ import annotations

import pytest

from tests.faults.drill import drill
from tests.stack import folder, running

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]

# The database first: its outage is the one that every client feels.
NAMES = ("postgresql", "worker-pricing", "relay", "gateway", "venues", "valkey")
# The proofs of ``simulate`` that a lost part could break.
PROVED = {
    "the ledger adds up",
    "positions are the ledger's",
    "an accepted quote has exactly one trade",
    "a trade has its two obligations",
    "a hedge child is at most one order at its venue",
    "a hedge child is filled as its venue says",
    "nothing is reserved for a quote that is over",
    "exposure is what open obligations owe",
    "a promised trade is booked",
}


def test_what_is_ended_comes_back_and_nothing_is_lost() -> None:
    with folder() as data, running(data) as stack:
        report = drill(stack, NAMES, seed=6, told=print)

        assert report["broken"] == []
        assert {proof["name"] for proof in report["proofs"]} >= PROVED
        assert report["outcomes"]["traded"] > 5
        # The outages were felt: otherwise this would prove nothing.
        assert sum(report["retries"].values()) > 0
        assert stack.is_ready()
