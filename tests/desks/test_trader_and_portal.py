"""The pure parts of the portal and the trader desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from risk.types import Category, Verdict
from tradeops.desks.checks import checks, refused_check
from tradeops.desks.portal.amounts import plain_amount
from tradeops.desks.portal.examples import examples
from tradeops.desks.portal.ticket import Ticket, draft
from tradeops.desks.trader.blotter import Hedged, hedged
from tradeops.desks.trader.ladder import ladder
from tradeops.kernel.clock import now
from tradeops.kernel.errors import Invalid
from tradeops.marketdata.types import Book, BookState, Level
from tradeops.reference.types import AssetSpec, InstrumentSpec

TICK = Decimal("0.01")
MIDS = {"BTC-USD": Decimal(64_000)}
BTC_USD = InstrumentSpec(
    "BTC-USD",
    AssetSpec("BTC", 8, 8),
    AssetSpec("USD", 2, 2, is_fiat=True),
    TICK,
    Decimal("0.0001"),
    Decimal("0.0001"),
    Decimal(150),
)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("25", "25"),
        (" 1,500,000.25 ", "1500000.25"),
        ("250k", "250000"),
        ("1.5m", "1500000"),
        ("1.5 M", "1500000"),
        ("0.000001b", "1000.000"),
        ("1 500 000", "1500000"),
    ],
)
def test_an_amount_reads_as_people_write_it(typed, plain):
    assert Decimal(plain_amount(typed)) == Decimal(plain)
    assert "E" not in plain_amount(typed)


@pytest.mark.parametrize("typed", ["", "1,5", "1,50,000", "-3", "1e9", "NaN", "٣", "1.5mm", "1..2", "0x10", "9" * 90])
def test_what_could_mean_two_things_is_not_guessed(typed):
    with pytest.raises(Invalid) as refused:
        plain_amount(typed)
    assert refused.value.code == "AMOUNT_MALFORMED"


def test_a_ticket_says_how_it_was_read():
    ticket = Ticket.of([BTC_USD], {"amount": "250k", "unit": "quote", "side": "SELL"}, MIDS)
    assert (ticket.understood, ticket.problem, ticket.code) == ("250,000.00 USD", "", "USD")
    assert Ticket.of([BTC_USD], {"amount": "1,5"}, MIDS).problem
    assert Ticket.of([BTC_USD], {"side": "sideways"}, MIDS).side == "TWO_WAY"
    assert Ticket.of([], {}, {}).bounds == ""


def test_the_hint_names_only_amounts_that_are_taken():
    assert Ticket.of([BTC_USD], {}, MIDS).bounds == "from 0.0001 to 150 BTC, such as 0.5 or 5"
    assert Ticket.of([BTC_USD], {"unit": "quote"}, MIDS).bounds.endswith("such as 30k or 300k")
    # Without a price nobody can say how much of the quote currency that is.
    assert Ticket.of([BTC_USD], {"unit": "quote"}, {}).bounds == "from 0.0001 to 150 BTC"


@pytest.mark.parametrize(
    ("least", "most", "shown"),
    [("0.001", "3000", ("10", "100")), ("1", "1.5", ()), ("1", "60", ("2",)), ("0.1", "7500000000", ("20m", "200m"))],
)
def test_examples_are_round_and_within_the_bounds(least, most, shown):
    assert examples(Decimal(least), Decimal(most)) == shown
    assert all(Decimal(least) <= Decimal(plain_amount(text)) <= Decimal(most) for text in shown)


def test_what_has_no_price_now_is_shown_and_cannot_be_chosen():
    eth = replace(BTC_USD, symbol="ETH-USD")
    ticket = Ticket.of([eth, BTC_USD], {}, MIDS)
    assert [(choice.spec.symbol, choice.quoted, choice.chosen) for choice in ticket.choices] == [
        ("ETH-USD", False, False),
        ("BTC-USD", True, True),
    ]
    # What somebody chose while it had a price stays chosen: the amount beside it is in its unit.
    kept = Ticket.of([eth, BTC_USD], {"instrument": "ETH-USD"}, MIDS)
    assert (kept.instrument, kept.quoted) == (eth, False)


def test_a_draft_fills_the_size_of_the_chosen_unit():
    assert draft({"amount": "2", "unit": "base"}).quantity == "2"
    assert draft({"amount": "2k", "unit": "quote"}).counter_amount == "2000"
    # Nothing typed is the service's to refuse.
    assert draft({"amount": " "}).quantity is None


def test_measures_are_readable_and_nothing_small_is_rounded_away():
    verdicts = (
        Verdict("size_bounds", "X", True, Category.UNSUPPORTED, "3.90871372", "0.000100000 to 150.000", "f"),
        Verdict("per_trade_limit", "X", True, Category.RISK_LIMIT, "249999.995", "15000000.000", "f"),
        Verdict("exposure_headroom", "X", False, Category.CREDIT, "250000", None, "f", Decimal("1.5")),
        Verdict("counterparty_status", "X", True, Category.CREDIT, "ACTIVE", "ACTIVE", "f"),
    )
    lines = checks(verdicts)
    assert [line.measured for line in lines] == [
        "3.90871372 of 0.0001 to 150",
        "250,000 of 15,000,000",
        "250,000",
        "active",
    ]
    assert lines[2].largest == "1.5"


@pytest.mark.parametrize(
    ("context", "measured"),
    [
        ({"used": "60", "reserved": "30", "value": "15", "limit": "100.00", "formula": "f"}, "105 of 100"),
        ({"account": "x", "available": "0.50", "required": "2"}, "needs 2, has 0.5"),
        ({"available": "12.50"}, "12.5 available"),
        ({"required": "2", "held": "1"}, ""),
        ({"value": "7", "limit": "5"}, "7 of 5"),
        ({}, ""),
    ],
)
def test_a_refusal_says_what_is_known(context, measured):
    assert refused_check("CREDIT_LIMIT", context).measured == measured


@pytest.mark.parametrize(
    ("filled", "dust", "residual", "over", "text", "tone"),
    [
        ("1", "0", "", True, "2.00 s", "ok"),
        ("0.9999", "0.0001", "", True, "2.00 s", "ok"),
        ("0.9999", "0", "", True, "hedging", "live"),
        ("0.9999", "0", "OPEN", True, "residual", "warn"),
        ("0.5", "0", "OPEN", True, "residual", "warn"),
        ("0.5", "0", "CLOSED", True, "closed", "ok"),
        # Nobody has the rest yet: the second attempt or a residual is on its way.
        ("0.5", "0", "", True, "hedging", "live"),
        ("0.5", "0", "", False, "hedging", "live"),
    ],
)
def test_only_an_open_residual_alarms(filled, dust, residual, over, text, tone):
    since = now()
    done_at = since + timedelta(seconds=2)
    order = SimpleNamespace(
        quantity=Decimal(1), filled=Decimal(filled), dust=Decimal(dust), is_over=over, done_at=done_at
    )
    assert hedged([order], since, residual=residual) == Hedged(text, tone)


def book(venue: str, bid: str, ask: str, state: BookState = BookState.VALID) -> Book:
    at = now() - timedelta(milliseconds=250)
    bids, asks = (Level(Decimal(bid), Decimal(2)),), (Level(Decimal(ask), Decimal(1)),)
    return Book(venue, "BTC-USD", TICK, Decimal("0.0001"), 1, state, bids, asks, at, at)


def test_the_ladder_is_after_fees_and_keeps_a_stale_venue_in_sight():
    books = [
        book("alpha", "100.00", "101.00"),
        book("bravo", "100.50", "100.90"),
        book("late", "200", "50", BookState.STALE),
    ]
    fees = {"alpha": Decimal(0), "bravo": Decimal(100), "late": Decimal(0)}
    steps = ladder(books, fees, tick=TICK, now=now(), quantity=Decimal("1.5"), notional=None)

    assert [rung.venue for rung in steps.rungs] == ["alpha", "bravo", "late"]
    assert (steps.rungs[1].bid, steps.rungs[1].ask) == (Decimal("99.49"), Decimal("101.91"))
    assert (steps.fresh, steps.dropped) == (2, 1)
    # 1 at alpha for 101, half of one at bravo for 101.909: the stale venue's 50 is not taken.
    assert steps.buy == Decimal("101.31")
    assert steps.sell == Decimal("100.00")
    assert steps.rungs[2].age >= 250


def test_a_size_beyond_the_books_has_no_sweep():
    steps = ladder(
        [book("alpha", "100", "101")], {"alpha": Decimal(0)}, tick=TICK, now=now(), quantity=Decimal(9), notional=None
    )
    assert (steps.buy, steps.sell) == (None, None)
