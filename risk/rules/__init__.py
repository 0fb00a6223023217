"""Which rules decide about what, in the order in which their refusals are named."""

from __future__ import annotations

from collections.abc import Sequence

from risk.rules.base import Rule
from risk.rules.context import RuleContext
from risk.rules.counterparty_status import CounterpartyStatus
from risk.rules.data_age import DataAge
from risk.rules.exposure_headroom import ExposureHeadroom
from risk.rules.instrument_status import InstrumentStatus
from risk.rules.order_notional import OrderNotional
from risk.rules.per_trade_limit import PerTradeLimit
from risk.rules.price_collar import PriceCollar
from risk.rules.size_bounds import SizeBounds
from risk.types import Verdict

# The mid a quote is judged by is made of fresh books alone, so its age is no rule of its own.
QUOTE_RULES: tuple[Rule, ...] = (
    CounterpartyStatus(),
    InstrumentStatus(),
    SizeBounds(),
    PerTradeLimit(),
    PriceCollar(),
    ExposureHeadroom(),
)
ORDER_RULES: tuple[Rule, ...] = (InstrumentStatus(), DataAge(), PriceCollar(), OrderNotional())


def evaluate(context: RuleContext, rules: Sequence[Rule]) -> tuple[Verdict, ...]:
    """Every rule's verdict: the desk sees all of them, not only the first refusal."""
    return tuple(rule.evaluate(context) for rule in rules)
