"""What the page of a deal makes of spans, fills, ledger lines and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeops.desks.deal.hedge import edge, hedge
from tradeops.desks.deal.money import entries, unbalanced
from tradeops.desks.deal.stages import count_over, drawn
from tradeops.desks.measured import tidy
from tradeops.journal.types import Subject
from tradeops.kernel.ids import uuid7
from tradeops.ledger.types import Account, PostedEntry, StatementLine
from tradeops.operations.stages import Span
from tradeops.workflow.types import Stage

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
STAGE = Stage("send", "Send to venue", "gateway", 150, "order.child_created", ("order.accepted",), "ask", "stream", "s")


def span(
    took_ms: int, queue_ms: float | None, *, ended: bool = True, at_ms: int = 0, subject: UUID | None = None
) -> Span:
    begun = START + timedelta(milliseconds=at_ms)
    until = begun + timedelta(milliseconds=took_ms)
    about = Subject("child_order", subject or uuid7())
    return Span("child_order", STAGE, about, begun, until if ended else None, until, "", queue_ms, None)


def child(quantity: str, *fills: tuple[str, str, str, str]) -> Any:
    executions = [
        SimpleNamespace(
            quantity=Decimal(size), notional=Decimal(size) * Decimal(price), fee=Decimal(fee), fee_asset_id=asset,
            executed_at=START,
        )
        for size, price, fee, asset in fills
    ]  # fmt: skip
    return SimpleNamespace(
        pk=uuid7(),
        created_at=START,
        quantity=Decimal(quantity),
        filled=sum((entry.quantity for entry in executions), Decimal(0)),
        filled_notional=sum((entry.notional for entry in executions), Decimal(0)),
        executions=SimpleNamespace(all=lambda: executions),
    )


def order(*children: Any) -> Any:
    return SimpleNamespace(quantity=Decimal(2), children=SimpleNamespace(all=lambda: list(children)))


def trade(side: str, base: str, quote: str) -> Any:
    return SimpleNamespace(side=side, base_amount=Decimal(base), quote_amount=Decimal(quote))


def test_queue_and_work_add_up_and_alike_stages_are_told_apart() -> None:
    named = uuid7()
    stages = drawn([span(100, 30.5, subject=named), span(200, None, at_ms=40)], {named: "alpha"})

    assert [stage.title for stage in stages] == ["Send to venue, alpha", "Send to venue"]
    assert (stages[0].queue, stages[0].work, stages[0].took) == (Decimal("30.5"), Decimal("69.5"), Decimal(100))
    assert (stages[1].queue, stages[1].start) == (0, 40)
    assert [stage.over for stage in stages] == [False, True]
    assert count_over(stages) == 1


def test_a_stage_still_in_the_queue_has_not_worked() -> None:
    (stage,) = drawn([span(80, 95.0, ended=False)], {})
    assert (stage.queue, stage.work, stage.running) == (80, 0, True)


def test_the_edge_is_what_is_left_after_hedge_and_fees() -> None:
    done = hedge([order(child("1.5", ("1", "100", "0.1", "USD"), ("0.5", "101", "0.05", "USD"))),
                  order(child("0.5", ("0.5", "102", "0.05", "USD")))], "USD")  # fmt: skip

    assert (done.filled, done.notional, done.fee, done.fills) == (2, Decimal("201.5"), Decimal("0.20"), 3)
    assert done.average == Decimal("100.75")
    assert edge(trade("BUY", "2", "204"), done) == Decimal("2.30")
    assert edge(trade("SELL", "2", "200"), done) == Decimal("1.30")


@pytest.mark.parametrize(
    "fills",
    [
        pytest.param([("1", "100", "0.1", "USD")], id="not hedged in full"),
        pytest.param([("2", "100", "0.001", "BTC")], id="a fee in another asset"),
    ],
)
def test_an_edge_that_is_not_known_is_not_guessed(fills: list[tuple[str, str, str, str]]) -> None:
    assert edge(trade("BUY", "2", "204"), hedge([order(child("2", *fills))], "USD")) is None


def test_an_order_without_fills_has_no_average() -> None:
    done = hedge([order(child("2"))], "USD")
    assert (done.filled, done.average, done.last_fill) == (0, None, None)


AMOUNTS = st.lists(st.decimals(-1000, 1000, places=4).filter(bool), min_size=1, max_size=8)


@given(AMOUNTS)
def test_lines_that_do_not_add_up_are_named(amounts: list[Decimal]) -> None:
    entry = PostedEntry(uuid7(), "trade:1", "CLIENT_TRADE", Subject("trade", uuid7()), START, START)
    lines = [StatementLine(n, entry, Account("4000", "USD"), amount, "POSITION") for n, amount in enumerate(amounts)]

    assert unbalanced(lines) == (["USD"] if sum(amounts) else [])
    (group,) = entries(lines, {})
    for row, amount in zip(group.lines, amounts, strict=True):
        assert (row.debit or 0) - (row.credit or 0) == amount
        assert (row.debit is None) != (row.credit is None)


@pytest.mark.parametrize(
    ("measured", "shown"),
    [
        ("2.000000000000000000", "2"),
        ("0.000100000000000000 to 150.000000000000000000", "0.0001 to 150"),
        ("128050.28", "128,050.28"),
        ("3.88 bps", "3.88 bps"),
        ("ACTIVE", "ACTIVE"),
        ("1500", "1500"),
        ("-2.500000", "-2.5"),
        ("0.123456789012345678", "0.12345679"),
        (
            "2000 USD counterparty:01a21e81-0659-7b1f-90ab-000a8c5703ad",
            "2000 USD counterparty:01a21e81-0659-7b1f-90ab-000a8c5703ad",
        ),
        (None, "—"),
    ],
)
def test_measured_values_lose_the_zeros_of_their_column(measured: str | None, shown: str) -> None:
    assert tidy(measured) == shown
