"""Amounts as text: one way to write each, and nothing else is read."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tradeops.kernel.errors import Invalid
from tradeops.kernel.money import MAX_DECIMALS, MAX_INTEGER_DIGITS, parse_amount, plain

PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
DECIMALS = st.integers(0, 10**38 - 1).map(lambda units: Decimal(units).scaleb(-18))
WHOLE, FRACTIONS = st.text("0123456789", min_size=1, max_size=25), st.text("0123456789", min_size=1, max_size=25)


def is_read(text: object) -> bool:
    try:
        parse_amount(text)
    except Invalid:
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        *("+1", "00.5", "01", " 1", "1 ", "1\n", "1.", ".5", "-.5", "--1", "-", "", "1e3", "1E3", "1_000", "1,5"),
        *("0x1", "٣", "９", "1.٣", "½", "²", "NaN", "Infinity", "-Infinity", "1.2.3", "1\x00"),
        *(1, 1.5, True, None, ["1"]),
    ],
)
def test_other_ways_to_write_a_number_are_malformed(text: object) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_amount(text, field="quantity")

    assert (refusal.value.code, list(refusal.value.fields)) == ("AMOUNT_MALFORMED", ["quantity"])


@pytest.mark.parametrize("text", ["1" * 21, "0." + "0" * 19, "0.1" + "0" * 18, "9" * 5000])
def test_what_the_books_cannot_hold_is_too_long(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_amount(text)

    assert refusal.value.code == "AMOUNT_TOO_LONG"


@given(DECIMALS, st.booleans())
def test_every_amount_that_a_column_holds_comes_back_exactly(value: Decimal, minus: bool) -> None:
    value = -value if minus and value else value

    assert parse_amount(f"{value:f}") == value


@given(WHOLE, st.none() | FRACTIONS, st.sampled_from(["", "-", "+", " ", "0"]))
@example("0", "0", "-")
def test_digits_are_read_exactly_when_they_are_plain_and_fit(whole: str, fraction: str | None, before: str) -> None:
    text = before + whole + ("" if fraction is None else f".{fraction}")
    fits = len(text.lstrip("-").partition(".")[0]) <= MAX_INTEGER_DIGITS and len(fraction or "") <= MAX_DECIMALS

    assert is_read(text) == bool(PLAIN.fullmatch(text) and fits)


@given(st.text() | st.text("0123456789.-+eE_, \u0663\uff11", max_size=12))
def test_any_text_is_read_as_itself_or_refused(text: str) -> None:
    if is_read(text):
        assert PLAIN.fullmatch(text)
        assert f"{parse_amount(text):f}" == (text.removeprefix("-") if not parse_amount(text) else text)


def test_there_is_no_negative_nothing() -> None:
    assert not parse_amount("-0.00").is_signed()


@given(DECIMALS)
@example(Decimal("98765432109876543210.123456789012345678"))
def test_what_is_written_plainly_is_read_back(value: Decimal) -> None:
    text = plain(value)
    assert parse_amount(text) == value
    assert "." not in text or text[-1] not in "0."


def test_nothing_is_written_as_nothing() -> None:
    assert plain(None) is None
