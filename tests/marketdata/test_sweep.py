from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.marketdata.books import book, levels
from tests.marketdata.slow_sweep import amounts, exhaustive_cost
from tradeops.kernel.money import floor_to
from tradeops.marketdata.sweep import sweep
from tradeops.marketdata.types import Book, BookState, Level

FEES = {"alpha": Decimal(10), "beta": Decimal("2.5"), "gamma": Decimal(-1)}
LOTS = {"alpha": Decimal("0.1"), "beta": Decimal("0.05"), "gamma": Decimal("0.01")}
side_levels = st.lists(st.tuples(amounts, amounts), max_size=8, unique_by=lambda pair: pair[0])
sides = st.sampled_from(["BUY", "SELL"])


@st.composite
def markets(draw: st.DrawFn) -> list[Book]:
    """Books of three venues, as crossed among each other as they come."""
    return [
        book(
            venue,
            bids=tuple(Level(*pair) for pair in sorted(draw(side_levels), reverse=True)),
            asks=tuple(Level(*pair) for pair in sorted(draw(side_levels))),
            lot="0.01",
        )
        for venue in FEES
    ]


def depth(side: str, books: list[Book]) -> Decimal:
    return sum((level.quantity for b in books for level in (b.asks if side == "BUY" else b.bids)), Decimal(0))


@given(sides, markets(), amounts)
def test_costs_exactly_what_the_exhaustive_sweep_costs(side, books, quantity):
    swept = sweep(side=side, books=books, taker_bps=FEES, quantity=quantity)
    assert swept.quantity + swept.remainder == quantity
    assert swept.complete == (depth(side, books) >= quantity)
    assert Fraction(swept.all_in) == exhaustive_cost(side, swept.quantity, books, FEES)


@given(sides, markets(), amounts)
def test_legs_add_up_and_stay_within_their_books(side, books, quantity):
    swept = sweep(side=side, books=books, taker_bps=FEES, quantity=quantity)
    for leg in swept.legs:
        (own,) = [b for b in books if b.venue == leg.venue]
        within = [
            level
            for level in (own.asks if side == "BUY" else own.bids)
            if (level.price <= leg.worst_price if side == "BUY" else level.price >= leg.worst_price)
        ]
        assert leg.quantity <= sum(level.quantity for level in within)
        assert leg.fees == leg.notional * FEES[leg.venue] / 10_000
    assert swept.notional == sum(leg.notional for leg in swept.legs)
    assert swept.fees == sum(leg.fees for leg in swept.legs)


@given(sides, markets(), amounts)
def test_lots_floor_every_venue_and_lose_less_than_the_largest_lot(side, books, quantity):
    swept = sweep(side=side, books=books, taker_bps=FEES, quantity=quantity, lots=LOTS)
    for leg in swept.legs:
        assert floor_to(leg.quantity, LOTS[leg.venue]) == leg.quantity
    assert swept.quantity + swept.remainder == quantity
    if swept.remainder > 0:
        left = {b.venue: depth(side, [b]) for b in books}
        for leg in swept.legs:
            left[leg.venue] -= leg.quantity
        assert all(min(left[v], swept.remainder) < LOTS[v] for v in left)


@given(markets(), amounts)
def test_buying_for_a_notional_never_spends_more_and_wastes_less_than_a_lot(books, notional):
    swept = sweep(side="BUY", books=books, taker_bps=FEES, notional=notional)
    assert swept.all_in + swept.remainder == notional
    if swept.complete and swept.quantity:
        more = sweep(side="BUY", books=books, taker_bps=FEES, quantity=swept.quantity + Decimal("0.01"))
        assert not more.complete or more.all_in > notional


@given(markets(), amounts)
def test_selling_for_a_notional_receives_it_with_the_fewest_lots(books, notional):
    swept = sweep(side="SELL", books=books, taker_bps=FEES, notional=notional)
    if swept.complete:
        assert swept.all_in >= notional
        less = sweep(side="SELL", books=books, taker_bps=FEES, quantity=swept.quantity - Decimal("0.01"))
        assert less.all_in < notional
    else:
        assert swept.all_in + swept.remainder == notional


def test_fees_decide_between_venues():
    cheap_but_dear = book("alpha", asks=levels(("100.00", "5")))
    dear_but_cheap = book("gamma", asks=levels(("100.05", "5")))
    swept = sweep(side="BUY", books=[cheap_but_dear, dear_but_cheap], taker_bps=FEES, quantity=Decimal(5))
    (leg,) = swept.legs
    assert (leg.venue, leg.worst_price, swept.levels) == ("gamma", Decimal("100.05"), 1)
    assert swept.fees == Decimal("-0.050025")  # a rebate of 1 bp of 500.25


@pytest.mark.parametrize("state", [state for state in BookState if state is not BookState.VALID])
def test_only_valid_books_are_taken_from(state):
    usable, unusable = book("beta", asks=levels(("101", "1"))), book("alpha", asks=levels(("1", "1")), state=state)
    swept = sweep(side="BUY", books=[usable, unusable], taker_bps=FEES, quantity=Decimal(2))
    assert [leg.venue for leg in swept.legs] == ["beta"]
    assert (swept.remainder, swept.complete) == (Decimal(1), False)


def test_a_venue_without_a_known_fee_is_left_out():
    swept = sweep(side="BUY", books=[book("alpha", asks=levels(("1", "1")))], taker_bps={}, quantity=Decimal(1))
    assert (swept.legs, swept.complete) == ((), False)


@pytest.mark.parametrize("size", [{}, {"quantity": Decimal(1), "notional": Decimal(1)}])
def test_exactly_one_size(size):
    with pytest.raises(ValueError, match="quantity or a notional"):
        sweep(side="BUY", books=[], taker_bps=FEES, **size)
