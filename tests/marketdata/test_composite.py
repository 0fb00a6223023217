from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.marketdata.books import NOW, around, book, levels
from tradeops.kernel.errors import Unavailable
from tradeops.marketdata.composite import CompositeRules, Dropped, mid
from tradeops.marketdata.types import BookState

RULES = CompositeRules(max_age=timedelta(seconds=3), outlier_bps=Decimal(50), min_sources=2)


def refusal(*books):
    with pytest.raises(Unavailable) as caught:
        mid(books, NOW, RULES)
    return caught.value.code


def test_the_median_of_those_that_agree():
    agreed = mid([around("alpha", "100.1"), around("beta", "100.2"), around("gamma", "100.4")], NOW, RULES)
    assert agreed.mid == Decimal("100.2")
    assert agreed.used == ("alpha", "beta", "gamma")


def test_what_is_left_out_is_named():
    agreed = mid(
        [
            around("alpha", "100.1"),
            around("beta", "100.3"),
            around("far", "101"),
            around("silent", "100.2", age=timedelta(seconds=3, microseconds=1)),
            around("late", "100.2", lag=timedelta(seconds=4)),
            around("gap", "100.2", state=BookState.INVALID),
            book("half", bids=levels(("100", "1"))),
            book("none", state=BookState.EMPTY),
        ],
        NOW,
        RULES,
    )
    assert agreed.mid == Decimal("100.2")
    assert set(agreed.dropped) == {
        Dropped("far", "OUTLIER"),
        Dropped("silent", "STALE"),
        Dropped("late", "STALE"),
        Dropped("gap", "INVALID"),
        Dropped("half", "ONE_SIDED"),
        Dropped("none", "EMPTY"),
    }


def test_refusals_say_what_is_wrong():
    old = timedelta(seconds=9)
    assert refusal() == "MARKET_DATA_MISSING"
    assert refusal(book(state=BookState.EMPTY), book("beta", state=BookState.SYNCING)) == "MARKET_DATA_MISSING"
    assert refusal(around("alpha", "100"), around("beta", "100", age=old)) == "MARKET_DATA_STALE"
    assert refusal(around("alpha", "100", age=old), around("beta", "100", age=old)) == "MARKET_DATA_STALE"
    assert refusal(around("alpha", "100"), book("beta", bids=levels(("1", "1")))) == "MARKET_DATA_THIN"
    assert refusal(around("alpha", "100"), around("beta", "102")) == "MARKET_DATA_THIN"


def test_where_one_venue_alone_lists_it_there_is_no_second_opinion():
    assert mid([around("alpha", "100")], NOW, RULES).mid == 100
    assert refusal(around("alpha", "100", age=timedelta(seconds=9))) == "MARKET_DATA_STALE"


@given(st.lists(st.decimals("90", "110", places=2), min_size=2, max_size=6))
def test_a_mid_is_within_what_it_was_made_of(prices):
    books = [around(f"venue{at}", str(price)) for at, price in enumerate(prices)]
    try:
        agreed = mid(books, NOW, RULES)
    except Unavailable as error:
        assert error.code == "MARKET_DATA_THIN"  # noqa: PT017
        return
    used = [b.mid for b in books if b.venue in agreed.used and b.mid is not None]
    assert len(used) == len(agreed.used)
    assert min(used) <= agreed.mid <= max(used)
    assert max(used) - min(used) <= 2 * Decimal("0.005") * max(prices)
