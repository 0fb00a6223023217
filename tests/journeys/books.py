"""Order books as a test writes and sweeps them itself, in rational numbers throughout."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

Levels = Sequence[tuple[Fraction, Fraction]]


@dataclass(frozen=True)
class Taken:
    """What an exhaustive sweep takes: base and quote by venue, and all of it with fees."""

    base: dict[str, Fraction]
    quote: dict[str, Fraction]
    all_in: Fraction


def buy(quantity: Fraction, asks: Mapping[str, Levels], taker_bps: Mapping[str, Fraction]) -> Taken:
    """Every level of every venue sorted by its price with the venue's fee, taken from the top."""
    offers = sorted(
        (price * (1 + taker_bps[venue] / 10_000), venue, price, available)
        for venue, levels in asks.items()
        for price, available in levels
    )
    base: dict[str, Fraction] = defaultdict(Fraction)
    quote: dict[str, Fraction] = defaultdict(Fraction)
    all_in = Fraction()
    for with_fee, venue, price, available in offers:
        part = min(available, quantity - sum(base.values()))
        if part <= 0:
            break
        base[venue] += part
        quote[venue] += part * price
        all_in += part * with_fee
    assert sum(base.values()) == quantity, "the books are too thin"
    return Taken(dict(base), dict(quote), all_in)


def asks_in(path: Path, base: str, quote: str) -> dict[str, Levels]:
    """The offers of one instrument in a file of books, by venue."""
    books = json.loads(path.read_text())
    wanted = [book for book in books if (book["base"], book["quote"]) == (base, quote)]
    return {
        book["venue"].lower(): [(_exact(row["price"]), _exact(row["qty"])) for row in book["asks"]] for book in wanted
    }


def book(venue: str, *, bids: Sequence[tuple[str, str]], asks: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """One BTC-USD book in the form of such a file; (price, quantity) as decimals."""
    sides = {name: [_row(*level) for level in levels] for name, levels in (("bids", bids), ("asks", asks))}
    return {"venue": venue, "base": "BTC", "quote": "USD", **sides}


def _row(price: str, quantity: str) -> dict[str, dict[str, int]]:
    return {"price": _rational(price), "qty": _rational(quantity)}


def _rational(text: str) -> dict[str, int]:
    value = Fraction(text)
    return {"numerator": value.numerator, "denominator": value.denominator}


def _exact(rational: dict[str, int]) -> Fraction:
    return Fraction(rational["numerator"], rational["denominator"])
