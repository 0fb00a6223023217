"""The sweep as anybody would write it who does not care how long it takes: the oracle of the fast one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from tradeops.marketdata.types import Book

amounts = st.decimals("0.01", "1000", places=2)


def exhaustive_cost(side: str, quantity: Decimal, books: Sequence[Book], taker_bps: dict[str, Decimal]) -> Fraction:
    """All-in quote for ``quantity`` base: sort every level of every venue by its all-in price, take from the top.

    Rational arithmetic throughout; asserts that the books are deep enough.
    """
    sign = 1 if side == "BUY" else -1
    offers = [
        (Fraction(level.price) * (1 + sign * Fraction(taker_bps[book.venue]) / 10_000), Fraction(level.quantity))
        for book in books
        for level in (book.asks if side == "BUY" else book.bids)
    ]
    offers.sort(key=lambda offer: sign * offer[0])
    remaining, cost = Fraction(quantity), Fraction(0)
    for price, available in offers:
        take = min(remaining, available)
        cost += take * price
        remaining -= take
    assert remaining == 0, "the books are too thin"
    return cost
