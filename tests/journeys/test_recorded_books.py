"""A deal on the books that four venues really had at one moment of 2019: the cover is the published one."""

from __future__ import annotations

import json
import urllib.request
from fractions import Fraction
from pathlib import Path

import pytest

from tests.journeys import books, deals
from tests.shared_data import shared_data
from tests.stack import Stack, folder, running

pytestmark = pytest.mark.timeout(400)

HUNDRED = Fraction(100)
CUT = Fraction(1, 10**11)  # the waterfall's terms are cut after twelve decimals
PUBLISHED = "3907.459"  # a hundred BTC over all four venues without fees


@pytest.fixture(scope="module")
def recorded() -> Path:
    return shared_data("market/order-graph/1-ob.json")


def test_a_hundred_bitcoin_cost_what_the_record_says(recorded: Path) -> None:
    asks = books.asks_in(recorded, "BTC", "USD")
    with folder() as data:
        with running(data, BOOKS=str(recorded)) as stack:
            wanted = books.buy(HUNDRED, asks, _taker_bps(stack))
            deals.connected(stack)
            quote = deals.ask(stack, "100")
            assert abs(_cover(stack, quote) - wanted.all_in / HUNDRED) < CUT
            fills = deals.hedged(stack, deals.accept(stack, quote))
            assert {venue: (base, notional) for venue, (base, notional, _) in fills.items()} == {
                venue: (wanted.base[venue], wanted.quote[venue]) for venue in wanted.base
            }
            assert len(fills) > 1
            deals.sound(stack)
        # The same desk on another day: no venue charges anything.
        with running(data, BOOKS=str(recorded), VENUE_FEES="zero") as stack:
            assert set(_taker_bps(stack).values()) == {0}
            quote = deals.ask(stack, "100")
            free = books.buy(HUNDRED, asks, dict.fromkeys(asks, Fraction()))
            assert abs(_cover(stack, quote) - free.all_in / HUNDRED) < CUT
            assert f"{float(_cover(stack, quote)):.3f}" == PUBLISHED


def _cover(stack: Stack, quote: dict[str, object]) -> Fraction:
    """The all-in average of the sweep, as the waterfall explains it."""
    terms = deals.terms_of(stack, quote)
    return terms["mid"] + terms["sweep"] + terms["venue_fees"]


def _taker_bps(stack: Stack) -> dict[str, Fraction]:
    """What the venues themselves say that they charge."""
    with urllib.request.urlopen(f"{stack.variables['VENUES_URL']}/_venues", timeout=10) as answer:
        listing = json.load(answer)
    return {venue["name"]: Fraction(venue["fees"]["taker_bps"]) for venue in listing["venues"]}
