from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.marketdata.books import any_book, book, levels
from tradeops.marketdata.codec import CodecError, decode, encode, pack, unpack


@given(any_book())
def test_a_book_comes_back_exactly(original):
    assert decode(encode(original)) == original


@given(st.lists(any_book(), max_size=4))
def test_packed_books_come_back_exactly(books):
    assert unpack(pack(books)) == books


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_or_a_book(data):
    with suppress(CodecError):
        decode(data)


@given(any_book(), st.data())
def test_cut_bytes_are_refused(original, data):
    whole = encode(original)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(CodecError):
        decode(whole[:cut])


@pytest.mark.parametrize(
    ("price", "quantity"),
    [("100.001", "1"), ("100", "0.000000001"), ("100", str(10**12)), ("1e17", "1")],
)
def test_a_level_that_would_not_survive_is_refused(price, quantity):
    with pytest.raises(CodecError):
        encode(book(asks=levels((price, quantity))))


def test_another_version_is_refused():
    data = bytearray(encode(book(asks=levels(("100", "1")))))
    data[0] += 1
    with pytest.raises(CodecError):
        decode(bytes(data))


def test_steps_with_trailing_zeros_cost_nothing():
    plain = book(asks=levels(("100", "1")))
    padded = replace(plain, tick=Decimal("0.010000000000000000"))
    assert encode(padded) == encode(plain)
