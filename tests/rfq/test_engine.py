from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rfq.pricing.engine import price
from rfq.pricing.storage import pack_books, parameters_as_json, restore
from rfq.types import RequestSide, Side
from tests.rfq.builders import AT, BTC_USD, book, inputs
from tradeops.kernel.errors import Conflict, Unavailable
from tradeops.kernel.money import fits


def test_the_waterfall_of_a_two_way_quote_adds_up_by_hand() -> None:
    priced = price(inputs(quantity="2", markup_bps="10", taker_bps={"alpha": "2", "bravo": "4"}))

    buy, sell = priced.legs
    steps = priced.waterfalls[0]
    # After fees alpha's first level (60010 x 1.0002) is cheaper than bravo's (60009 x 1.0004).
    assert priced.mid == Decimal(60000)
    assert steps.term("sweep") == Decimal(10)
    assert steps.term("venue_fees") == Decimal("12.002")
    assert steps.term("markup") == Decimal(60)
    assert buy.price == Decimal("60082.01")
    assert buy.quote_amount == Decimal("120164.02")
    assert buy.markup == Decimal(120)
    assert sell.price == Decimal("59918.00")
    assert sell.quote_amount == Decimal("119836.00")


def test_inventory_leans_both_prices_the_same_way() -> None:
    flat = price(inputs(skew_bps="5"))
    long = price(inputs(skew_bps="5", inventory="10"))
    short = price(inputs(skew_bps="5", inventory="-25"))

    for side in range(2):
        assert long.legs[side].price == flat.legs[side].price - 30
        assert short.legs[side].price == flat.legs[side].price + 30


def test_a_counter_amount_stays_as_typed_and_the_base_rounds_for_the_desk() -> None:
    buy, sell = price(inputs(quantity=None, counter_amount="10000.00")).legs

    assert buy.quote_amount == sell.quote_amount == Decimal("10000.00")
    assert buy.base_amount * buy.price <= buy.quote_amount
    assert sell.base_amount * sell.price >= sell.quote_amount
    assert fits(buy.base_amount, 8)
    assert fits(sell.base_amount, 8)


def test_one_side_gives_one_leg() -> None:
    priced = price(inputs(side=RequestSide.SELL))

    assert [leg.side for leg in priced.legs] == [Side.SELL]


def test_more_than_the_venues_have_is_refused() -> None:
    with pytest.raises(Conflict) as refusal:
        price(inputs(quantity="13.1"))

    assert refusal.value.code == "DEPTH_INSUFFICIENT"


def test_a_price_beyond_the_collar_is_refused() -> None:
    with pytest.raises(Conflict) as refusal:
        price(inputs(collar_bps="10", markup_bps="10"))

    assert refusal.value.code == "PRICE_COLLAR"


def test_stale_books_make_no_price() -> None:
    late = replace(inputs(), at=AT + timedelta(seconds=10))

    with pytest.raises(Unavailable) as refusal:
        price(late)

    assert refusal.value.code == "MARKET_DATA_STALE"


amounts = st.decimals(min_value="0.0001", max_value="12", places=8)
cents = st.decimals(min_value="10", max_value="500000", places=2)
levels = st.lists(st.tuples(st.integers(1, 4000), st.integers(1, 9)), min_size=1, max_size=8, unique_by=lambda x: x[0])


@given(
    quantity=amounts,
    bids=levels,
    asks=levels,
    markup=st.integers(0, 50),
    skew=st.integers(0, 20),
    inventory=st.integers(-30, 30),
    fees=st.integers(0, 30),
)
def test_prices_are_the_desks_and_replay_to_the_byte(
    quantity: Decimal,
    bids: list[tuple[int, int]],
    asks: list[tuple[int, int]],
    markup: int,
    skew: int,
    inventory: int,
    fees: int,
) -> None:
    down = [(str(60000 - cents), str(size)) for cents, size in sorted(bids)]
    up = [(str(60000 + cents), str(size)) for cents, size in sorted(asks)]
    given_inputs = inputs(
        quantity=str(quantity),
        markup_bps=str(markup),
        skew_bps=str(skew),
        inventory=str(inventory),
        collar_bps="5000",
        taker_bps={"alpha": str(fees), "bravo": "1"},
        books=(book("alpha", down, up), book("bravo", down, up)),
    )
    try:
        priced = price(given_inputs)
    except Conflict:
        # Too little depth, or a book so wide that the collar refuses: both are tested by hand above.
        return
    buy, sell = priced.legs
    assert buy.price > sell.price or markup == 0
    assert buy.quote_amount >= buy.base_amount * buy.price
    assert sell.quote_amount <= sell.base_amount * sell.price
    assert buy.base_amount == sell.base_amount == quantity
    for leg in priced.legs:
        assert leg.price % BTC_USD.price_tick == 0
        assert fits(leg.quote_amount, 2)
    for steps in priced.waterfalls:
        assert steps.mid + sum(term.amount for term in steps.terms) == steps.price
    assert price(restore(pack_books(given_inputs), parameters_as_json(given_inputs))) == priced
