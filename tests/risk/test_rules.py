"""Each rule alone: what passes, what does not, and that the unknown never does."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from risk.documents import with_table
from risk.rules import ORDER_RULES, QUOTE_RULES, evaluate
from risk.rules.context import RuleContext
from risk.rules.data_age import DataAge
from risk.rules.exposure_headroom import ExposureHeadroom
from risk.rules.order_notional import OrderNotional
from risk.rules.per_trade_limit import PerTradeLimit
from risk.rules.price_collar import PriceCollar
from risk.rules.size_bounds import SizeBounds
from risk.types import Category, Verdict, largest_size

D = Decimal
RULES = tuple({rule.code: rule for rule in (*QUOTE_RULES, *ORDER_RULES)}.values())
GOOD = RuleContext(
    counterparty_status="ACTIVE",
    funding="CREDIT",
    instrument_status="ACTIVE",
    size=D("2"),
    min_size=D("0.01"),
    max_size=D("10"),
    size_step=D("0.001"),
    value=D("120000"),
    per_trade_limit=D("250000"),
    exposure_limit=D("500000"),
    exposure_used=D("200000"),
    exposure_reserved=D("100000"),
    order_limit=D("200000"),
    prices=(D("59900"), D("60100")),
    mid=D("60000"),
    data_age_ms=120,
)
# What each rule looks at: without any one of these it must refuse.
LOOKS_AT = {
    "COUNTERPARTY_NOT_ACTIVE": ["counterparty_status"],
    "INSTRUMENT_NOT_ACTIVE": ["instrument_status"],
    "SIZE_OUT_OF_BOUNDS": ["size", "min_size", "max_size"],
    "PER_TRADE_LIMIT": ["value", "per_trade_limit"],
    "PRICE_COLLAR": ["prices", "mid"],
    "CREDIT_LIMIT": ["funding", "value", "exposure_limit", "exposure_used", "exposure_reserved"],
    "MARKET_DATA_STALE": ["data_age_ms"],
    "ORDER_NOTIONAL": ["value", "order_limit"],
}


def test_a_good_deal_passes_every_rule():
    assert all(verdict.passed for verdict in evaluate(GOOD, RULES))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_nothing_unknown_passes(rule):
    blank: dict[str, Any] = {"prices": ()}
    for name in LOOKS_AT[rule.code]:
        without: dict[str, Any] = {name: blank.get(name)}
        assert not rule.evaluate(replace(GOOD, **without)).passed, name
    others = {field.name for field in fields(GOOD)} - set(LOOKS_AT[rule.code])
    untouched: dict[str, Any] = {name: blank.get(name) for name in others}
    assert rule.evaluate(replace(GOOD, **untouched)).passed, "the rule looks at more than the test says"


def test_every_rule_has_a_code_and_a_category_of_its_own():
    assert {rule.code for rule in RULES} == set(LOOKS_AT)
    assert all(isinstance(rule.category, Category) and rule.formula and rule.name for rule in RULES)


@pytest.mark.parametrize("status", ["SUSPENDED", "CLOSED", ""])
def test_only_what_is_active_is_traded(status):
    context = replace(GOOD, counterparty_status=status, instrument_status=status)
    refused = [verdict.code for verdict in evaluate(context, RULES) if not verdict.passed]
    assert refused == ["COUNTERPARTY_NOT_ACTIVE", "INSTRUMENT_NOT_ACTIVE"]


@pytest.mark.parametrize(("size", "passes"), [("0.01", True), ("0.009", False), ("10", True), ("10.001", False)])
def test_size_bounds_include_both_ends(size, passes):
    verdict = SizeBounds().evaluate(replace(GOOD, size=D(size)))
    assert (verdict.passed, verdict.value, verdict.limit, verdict.largest) == (passes, size, "0.01 to 10", D(10))


@pytest.mark.parametrize(
    ("rule", "limit"), [(PerTradeLimit(), "250000"), (OrderNotional(), "200000"), (ExposureHeadroom(), "200000")]
)
def test_value_limits_include_the_limit_and_name_the_largest_size(rule, limit):
    at = rule.evaluate(replace(GOOD, value=D(limit)))
    above = rule.evaluate(replace(GOOD, value=D(limit) + D("0.01")))
    assert (at.passed, at.limit) == (True, limit)
    assert (above.passed, above.value) == (False, f"{D(limit) + D('0.01')}")
    assert above.largest == D("1.999")


def test_prefunded_clients_have_no_exposure_to_fit_into():
    none: dict[str, Any] = {"exposure_limit": None, "exposure_used": None, "exposure_reserved": None}
    assert ExposureHeadroom().evaluate(replace(GOOD, funding="PREFUNDED", **none)).passed
    assert not ExposureHeadroom().evaluate(replace(GOOD, **none)).passed


def test_an_overdrawn_limit_leaves_no_size():
    verdict = ExposureHeadroom().evaluate(replace(GOOD, exposure_used=D("600000")))
    assert (verdict.passed, verdict.limit, verdict.largest) == (False, "-200000", 0)


@pytest.mark.parametrize(
    ("prices", "passes"),
    [(["63000"], True), (["63000.01"], False), (["57000"], True), (["56999.99", "60000"], False), (["0"], False)],
)
def test_the_collar_judges_the_price_farthest_from_the_mid(prices, passes):
    assert PriceCollar().evaluate(replace(GOOD, prices=tuple(map(D, prices)))).passed is passes


def test_the_collar_says_what_it_measured_and_can_be_narrowed():
    verdict = PriceCollar(collar_bps=D(10)).evaluate(GOOD)
    assert (verdict.passed, verdict.value, verdict.limit) == (False, "16.67 bps", "10 bps")


@pytest.mark.parametrize(("age", "passes"), [(0, True), (3000, True), (3001, False), (-1, False)])
def test_data_from_the_future_is_as_bad_as_old_data(age, passes):
    assert DataAge().evaluate(replace(GOOD, data_age_ms=age)).passed is passes


money = st.decimals(min_value=0, max_value=10**9, places=2)
size = st.decimals(min_value="0.001", max_value=10**4, places=3)


@given(value=money.filter(lambda value: value > 0), size=size, limit=money)
def test_the_largest_size_passes_and_one_step_more_does_not(value, size, limit):
    context = replace(GOOD, value=value, size=size, per_trade_limit=limit)
    largest = PerTradeLimit().evaluate(context).largest

    def worth(other):
        return PerTradeLimit().evaluate(replace(context, size=other, value=other * value / size))

    assert largest is not None
    assert worth(largest).passed
    assert not worth(largest + D("0.001")).passed


def test_the_largest_size_of_several_rules_is_the_smallest():
    verdicts = evaluate(GOOD, QUOTE_RULES)
    assert largest_size(verdicts) == D("3.333")
    closed = evaluate(replace(GOOD, instrument_status="CLOSED"), QUOTE_RULES)
    assert largest_size(closed) is None


def test_a_verdict_survives_storage():
    for verdict in evaluate(GOOD, RULES):
        stored = {field.name: getattr(verdict, field.name) for field in fields(Verdict)}
        stored["largest"] = None if verdict.largest is None else f"{verdict.largest:f}"
        assert Verdict.from_json(stored) == verdict


def test_the_page_on_risk_is_current():
    page = (settings.BASE_DIR / "docs" / "risk.md").read_text()
    assert with_table(page) == page, "run manage.py document_rules"
    with pytest.raises(ValueError, match="no place"):
        with_table("# Risk")
