"""The one formatter: exact functions keep every digit, rounded ones round as they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeops.web import formatting as f
from tradeops.web.atoms import shown
from tradeops.web.durations import age, budget, duration

AMOUNTS = st.decimals(
    min_value=Decimal("-99999999999999999999"),
    max_value=Decimal("99999999999999999999"),
    allow_nan=False,
    allow_infinity=False,
    places=18,
)
TICKS = st.sampled_from([Decimal(1).scaleb(-places) for places in range(9)])


def read_back(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace(f.MINUS, "-"))


@given(AMOUNTS, st.integers(0, 18))
def test_quantity_keeps_every_digit_and_pads_to_the_precision(value: Decimal, precision: int) -> None:
    text = f.quantity(value, precision)
    assert read_back(text) == value
    assert len(text.partition(".")[2]) >= precision


@given(AMOUNTS)
def test_plain_is_the_exact_machine_form(value: Decimal) -> None:
    text = f.plain(value)
    assert Decimal(text) == value
    assert set(text) <= set("-0123456789.")


@given(AMOUNTS, TICKS)
def test_the_parts_of_a_price_join_to_the_price(value: Decimal, tick: Decimal) -> None:
    assert str(f.price_parts(value, tick)) == f.price(value, tick)
    assert read_back(f.price(value, tick)) == value


@given(AMOUNTS, st.integers(0, 8))
def test_rounded_is_half_away_from_zero(value: Decimal, places: int) -> None:
    expected = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert read_back(f.rounded(value, places)) == expected


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30),
    st.integers(0, 18),
)
def test_nothing_ever_reads_as_an_exponent(value: Decimal, places: int) -> None:
    texts = [f.quantity(value, places), f.rounded(value, places), f.signed(value, places), f.plain(value)]
    texts += [f.short(value), f.percent(value), f.bps(value)]
    assert not any("E" in text or "e" in text for text in texts)


@given(AMOUNTS)
def test_signed_never_shows_a_signed_zero(value: Decimal) -> None:
    text = f.signed(value, 2)
    shown = read_back(text)
    assert text.startswith("+") == (shown > 0)
    assert text.startswith(f.MINUS) == (shown < 0)


@pytest.mark.parametrize(
    ("value", "tick", "parts"),
    [
        ("64338", "0.01", ("64,3", "38", ".00")),
        ("3412.5", "0.01", ("3,4", "12", ".50")),
        ("0.99997", "0.00001", ("0.99", "99", "7")),
        ("0.053104", "0.000001", ("0.053", "10", "4")),
        ("98.45", "0.01", ("98.", "45", "")),
        ("5", "1", ("", "5", "")),
    ],
)
def test_big_figure(value: str, tick: str, parts: tuple[str, str, str]) -> None:
    split = f.price_parts(Decimal(value), Decimal(tick))
    assert (split.lead, split.big, split.tail) == parts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1608450", "1.61 M"),
        ("999999.49", "999,999"),
        ("999999.5", "1.00 M"),
        ("995000000", "995.00 M"),
        ("999995000", "1.00 B"),
        ("-12400000", "−12.40 M"),
        ("0", "0"),
    ],
)
def test_short(value: str, text: str) -> None:
    assert f.short(Decimal(value)) == text


def test_unknown_and_zero_differ() -> None:
    assert f.quantity(None, 8) == f.rounded(None, 2) == f.short(None) == f.utc_time(None) == duration(None) == "—"
    assert f.quantity(0, 2) == "0.00"
    assert f.plain(None) == f.iso(None) == ""


@pytest.mark.parametrize("value", [1.5, True, "1.5"])
def test_only_exact_numbers_are_amounts(value: object) -> None:
    with pytest.raises(TypeError):
        f.quantity(value, 2)  # type: ignore[arg-type]


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        f.quantity(Decimal("NaN"), 2)


def test_times_are_utc_and_never_ahead() -> None:
    moment = datetime(2026, 11, 24, 16, 2, 7, 424999, tzinfo=timezone(timedelta(hours=2)))
    assert f.utc_millis(moment) == "14:02:07.424"
    assert f.utc_full(moment) == "2026-11-24 14:02:07.424 Z"
    assert f.utc_clock(moment) == "Tue 24 Nov · 14:02:07 Z"
    assert f.iso(moment) == "2026-11-24T14:02:07.424999Z"
    with pytest.raises(ValueError, match="zone"):
        f.utc_time(datetime(2026, 11, 24))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (Decimal("6.1"), "6.1 ms"),
        (Decimal("99.96"), "100 ms"),
        (Decimal("999.6"), "1.00 s"),
        (4620, "4.62 s"),
        (9996, "10.0 s"),
        (59_960, "1 min 00 s"),
        (timedelta(minutes=14, seconds=32), "14 min 32 s"),
        (timedelta(hours=2, minutes=4), "2 h 04 min"),
        (timedelta(days=3, hours=11), "3 d 11 h"),
        (-20, "−20.0 ms"),
    ],
)
def test_measured_spans(span: timedelta | Decimal | int, text: str) -> None:
    assert duration(span) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (20, "20 ms"),
        (10_000, "10 s"),
        (60_000, "60 s"),
        (4_500_000, "75 min"),
        (10_800_000, "3 h"),
        (1_500, "1500 ms"),
        (10_500, "10.5 s"),
    ],
)
def test_budgets_read_without_needless_digits(span: int, text: str) -> None:
    assert budget(span) == text


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400)))
def test_an_age_is_rounded_down(span: timedelta) -> None:
    number, unit = age(span).split()
    size = {"s": 1_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}[unit]
    assert Decimal(number) * size <= span // timedelta(milliseconds=1)


def test_identifiers() -> None:
    assert f.short_id("01a20ddd-28ba-7c31-9d0e-5f21c8a4b7e6") == "a4b7e6"
    assert f.short_hash("7be2f04411aa0099c41d9a") == "7be2f0…c41d9a"
    assert f.short_hash("short") == "short"
    assert (f.initials("Ana Ruiz"), f.initials("demo@x"), f.initials("")) == ("AR", "DE", "?")


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert f.utc_day_time(moment) == "1 Jan 00:00"


@dataclass(frozen=True)
class Shown:
    display_precision: int


BTC, USD = Shown(8), Shown(2)


@pytest.mark.parametrize(
    ("value", "asset", "amount", "brief"),
    [
        ("1.000000000000000000", BTC, "1.00000000", "1"),
        ("0.123456789012345678", BTC, "0.123456789012345678", "0.12345679"),
        ("0.000000000000000123", BTC, "0.000000000000000123", "< 0.00000001"),
        ("-0.004", USD, "−0.004", "< 0.01"),
        ("-1608.4", USD, "−1,608.40", "−1,608.4"),
        ("0", USD, "0.00", "0"),
    ],
)
def test_an_amount_has_the_decimals_of_its_asset(value: str, asset: Shown, amount: str, brief: str) -> None:
    assert f.amount(Decimal(value), asset) == amount
    assert f.brief(Decimal(value), asset) == brief


def test_what_is_near_a_price_has_the_decimals_of_the_tick() -> None:
    tick = Decimal("0.000001")
    assert f.near_price(Decimal("0.0531223333"), tick) == "0.053122"
    assert f.signed_price(Decimal("0.0000014"), tick) == "+0.000001"
    assert f.near_price(None, tick) == f.MISSING
    assert f.trimmed(Decimal("1200.500"), 8) == "1,200.5"


def test_an_amount_with_more_decimals_than_are_shown_is_cut_and_says_so() -> None:
    assert shown(Decimal("25"), BTC) == "25.00000000"
    cut = shown(Decimal("29.060108984129039092"), BTC)
    assert cut == '<span title="29.060108984129039092">29.06010898…</span>'
    assert shown(Decimal("-0.019"), USD).endswith(">−0.01…</span>")
    assert shown(None, USD) == f.MISSING
