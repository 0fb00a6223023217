from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tradeops.connectivity.lossless import ExactAsks, ExactBids

values = st.decimals("0", "3", places=3)
PADDINGS = ["", "0", "00000", "00000000"]


@st.composite
def spelled(draw: st.DrawFn, numbers: st.SearchStrategy[Decimal]) -> str:
    """A number in one of the ways in which it can be written."""
    text = format(draw(numbers), "f") + draw(st.sampled_from(PADDINGS))
    return draw(st.sampled_from([text, f"{Decimal(text):E}"]))


deltas = st.lists(st.tuples(spelled(values.filter(bool)), spelled(values)), max_size=60)


@given(deltas, st.sampled_from([ExactAsks, ExactBids]))
def test_a_side_is_what_a_sorted_table_would_be(changes, kind):
    side, table = kind(), {}
    for price, quantity in changes:
        side.apply([(price, quantity)])
        table[Decimal(price)] = Decimal(quantity)
    expected = sorted(((p, q) for p, q in table.items() if q), reverse=kind is ExactBids)
    assert [(level[0], level[1]) for level in side] == expected


@given(deltas, st.integers(1, 5))
@example([("0.001", "0.001"), ("1.00000E-3", "0.001")], 2)
def test_a_side_that_was_cut_goes_on_correctly(changes, depth):
    side = ExactAsks([], depth)
    for at, change in enumerate(changes):
        side.apply([change])
        if at % 3 == 0:
            side.limit()
    side.limit()
    prices = [level[0] for level in side]
    assert prices == sorted(set(prices))
    assert len(side) <= depth
    side.clear()
    side._index.clear()
    side.apply([("1.00000000", "2")])
    assert [level[:2] for level in side] == [[Decimal(1), Decimal(2)]]


@pytest.mark.parametrize("price", ["0.1234567890123456789", "61685.99", "61685.99000000", "1E-10", "100000000000"])
def test_prices_of_any_length_stay_exact(price):
    side = ExactBids()
    side.apply([(price, price)])
    assert side[0][:2] == [Decimal(price), Decimal(price)]
    side.apply([(f"{Decimal(price):f}", "0.00")])
    assert len(side) == 0
