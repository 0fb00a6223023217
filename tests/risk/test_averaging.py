"""Average cost against an independent model in fractions: lots that are never rounded."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.averaging import Holding, after_deal, reduces

D = Decimal
quantities = st.decimals(min_value="0.00000001", max_value=10**6, places=8)
amounts = st.decimals(min_value="0.01", max_value=10**9, places=2)
deals = st.lists(st.tuples(st.sampled_from([1, -1]), quantities, amounts), max_size=25)
STEP = Fraction(1, 10**18)


def run(history):
    holding = Holding()
    for sign, quantity, amount in history:
        holding = after_deal(holding, quantity=sign * quantity, paid=sign * amount)
    return holding


def model(history):
    """(quantity, average, realised), each deal split at the flip, nothing rounded."""
    held, average, realised = Fraction(0), Fraction(0), Fraction(0)
    for sign, quantity, amount in history:
        price, change = Fraction(amount) / Fraction(quantity), sign * Fraction(quantity)
        closing = min(abs(held), abs(change)) if held * change < 0 else Fraction(0)
        if closing:
            realised += closing * (price - average) * (1 if held > 0 else -1)
        opening = abs(change) - closing
        if opening:
            left = abs(held) - closing
            average = (left * average + opening * price) / (left + opening)
        held += change
    return held, average if held else Fraction(0), realised


@given(deals)
def test_any_history_agrees_with_the_model(history):
    holding = run(history)
    held, average, realised = model(history)
    assert Fraction(holding.quantity) == held
    # Each deal splits at most twice, each split is off by less than one unit of the 18th decimal.
    allowed = 2 * len(history) * STEP
    assert abs(Fraction(holding.cost) - held * average) <= allowed
    assert abs(Fraction(holding.realised) - realised) <= allowed


@given(deals)
def test_cost_less_gain_is_exactly_what_was_paid(history):
    holding = run(history)
    paid = sum((sign * amount for sign, _, amount in history), D(0))
    assert holding.cost - holding.realised == paid
    assert holding.quantity == sum((sign * quantity for sign, quantity, _ in history), D(0))


@given(deals)
def test_cost_has_the_sign_of_the_quantity_and_is_nothing_when_flat(history):
    holding = run(history)
    assert holding.cost * holding.quantity >= 0
    assert holding.quantity != 0 or holding.cost == 0


@given(deals)
def test_a_position_that_is_closed_out_has_realised_all_cash_exactly(history):
    holding = run(history)
    if holding.quantity:
        flat = after_deal(holding, quantity=-holding.quantity, paid=D("-12.34").copy_sign(-holding.quantity))
        assert (flat.quantity, flat.cost) == (0, 0)
        paid = sum((sign * amount for sign, _, amount in history), D(0))
        assert flat.realised == -(paid + D("12.34").copy_sign(-holding.quantity))


@given(deals)
def test_the_desk_and_its_mirror_image_have_opposite_cost_and_gain(history):
    one = run(history)
    other = run([(-sign, quantity, amount) for sign, quantity, amount in history])
    assert (one.quantity, one.cost, one.realised) == (-other.quantity, -other.cost, -other.realised)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([(1, "1", "100"), (1, "1", "110")], ("2", "210", "0"), id="increase"),
        pytest.param([(1, "2", "210"), (-1, "1", "120")], ("1", "105", "15"), id="reduce"),
        pytest.param([(1, "1", "100"), (-1, "1", "90")], ("0", "0", "-10"), id="close"),
        pytest.param([(1, "1", "100"), (-1, "3", "330")], ("-2", "-220", "10"), id="flip to short"),
        pytest.param([(-1, "2", "220"), (1, "3", "270")], ("1", "90", "40"), id="flip to long"),
        pytest.param(
            [(1, "3", "100"), (-1, "1", "40")], ("2", "66.666666666666666667", "6.666666666666666667"), id="thirds"
        ),
    ],
)
def test_known_cases(history, expected):
    holding = run([(sign, D(quantity), D(amount)) for sign, quantity, amount in history])
    assert (holding.quantity, holding.cost, holding.realised) == tuple(map(D, expected))


def test_the_average_price_is_for_display():
    assert Holding().average_price is None
    assert Holding(D(3), D(100)).average_price == D("33.333333333333333333")
    assert Holding(D(-2), D(-220)).average_price == D(110)


@pytest.mark.parametrize(
    ("held", "change", "answer"),
    [("2", "-1", True), ("2", "-2", True), ("2", "-3", False), ("-2", "1", True), ("0", "1", False), ("2", "1", False)],
)
def test_what_reduces(held, change, answer):
    assert reduces(D(held), D(change)) is answer
