"""One deal from request to settled ledger on books that the test wrote, every amount computed by hand beside it."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import pytest

from tests.journeys import books, deals
from tests.stack import Stack, folder, running

pytestmark = pytest.mark.timeout(300)

BPS = Fraction(1, 10_000)
TAKER = 5 * BPS  # what the simulated venues charge that no list of fees names
MARKUP = 1 * BPS  # of the mid, for the demo's best tier
CENT = Fraction(1, 100)
SIZE = Fraction(2)
MID = Fraction(59_980)  # half way, at both venues


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("books") / "two-venues.json"
    oslo = books.book("oslo", bids=[("59960", "1")], asks=[("60000", "1"), ("60080", "1")])
    porto = books.book("porto", bids=[("59920", "3")], asks=[("60040", "0.5"), ("60200", "5")])
    path.write_text(json.dumps([oslo, porto]))
    return path


def test_a_deal_is_priced_booked_hedged_and_settled_to_the_cent(written: Path) -> None:
    # The best two: 1 at 60000 in Oslo, 0.5 at 60040 in Porto, 0.5 at 60080 in Oslo.
    spent = {"oslo": Fraction(60_000) + Fraction(30_040), "porto": Fraction(30_020)}
    bought = {"oslo": Fraction(3, 2), "porto": Fraction(1, 2)}
    cover = sum(spent.values()) * (1 + TAKER) / SIZE
    offer = math.ceil((cover + MARKUP * MID) / CENT) * CENT
    paid, markup = SIZE * offer, math.floor(SIZE * MARKUP * MID / CENT) * CENT

    with folder() as data, running(data, BOOKS=str(written)) as stack:
        deals.connected(stack)
        quote = deals.ask(stack, "2")
        assert Fraction(quote["offer"]) == offer
        assert Fraction(quote["buy"]["quote_amount"]) == paid
        before = _balances(stack)
        trade = deals.accept(stack, quote)
        fills = deals.hedged(stack, trade)

        assert fills == {venue: (bought[venue], spent[venue], spent[venue] * TAKER) for venue in spent}
        ((client,),) = stack.rows("SELECT counterparty_id FROM oms_trade WHERE id = %s", trade)
        assert deals.booked(stack) == {
            ("2000", "USD", f"counterparty:{client}"): paid,
            ("2000", "BTC", f"counterparty:{client}"): -SIZE,
            ("4000", "USD", ""): sum(spent.values()) - (paid - markup),
            ("5000", "USD", ""): -markup,
            ("6000", "USD", ""): sum(spent.values()) * TAKER,
            **{("1200", "BTC", f"venue:{venue}"): bought[venue] for venue in spent},
            **{("1200", "USD", f"venue:{venue}"): -spent[venue] * (1 + TAKER) for venue in spent},
        }
        after = _balances(stack)
        assert {asset: after[asset] - before[asset] for asset in ("BTC", "USD")} == {"BTC": SIZE, "USD": 0}
        assert [leg["state"] for leg in stack.call("GET", "obligations")["items"]] == ["SETTLED", "SETTLED"]
        deals.sound(stack)


def _balances(stack: Stack) -> dict[str, Fraction]:
    """What the client can use; what lies under its live quote is taken off already."""
    return {row["asset"]: Fraction(row["available"]) for row in stack.call("GET", "balances")["items"]}
