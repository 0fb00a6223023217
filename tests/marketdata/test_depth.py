from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.marketdata.books import book, levels
from tests.marketdata.slow_sweep import amounts
from tradeops.marketdata.depth import hedgeable
from tradeops.marketdata.sweep import sweep
from tradeops.marketdata.types import Level


def test_keeps_the_level_that_reaches_the_size_and_no_more():
    side = levels(("100", "1"), ("101", "2"), ("102", "3"), ("103", "4"))
    assert hedgeable(side, Decimal(3), fewest=1) == side[:2]
    assert hedgeable(side, Decimal("3.1"), fewest=1) == side[:3]
    assert hedgeable(side, Decimal(3), fewest=3) == side[:3]
    assert hedgeable(side, Decimal(99), fewest=1) == side


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=20, unique_by=lambda pair: pair[0]), amounts)
def test_the_cut_never_changes_what_the_size_costs(pairs, size):
    asks = tuple(Level(*pair) for pair in sorted(pairs))
    fees = {"alpha": Decimal(10)}
    whole = sweep(side="BUY", books=[book(asks=asks)], taker_bps=fees, quantity=size)
    cut = sweep(side="BUY", books=[book(asks=hedgeable(asks, size, fewest=1))], taker_bps=fees, quantity=size)
    assert cut == whole
