"""One trade with a counterparty is worth no more than its own limit."""

from __future__ import annotations

from dataclasses import dataclass

from risk.rules.base import Rule, within_value
from risk.rules.context import RuleContext
from risk.types import Category, Verdict


@dataclass(frozen=True)
class PerTradeLimit(Rule):
    name = "per-trade limit"
    code = "PER_TRADE_LIMIT"
    category = Category.RISK_LIMIT
    formula = "value <= per-trade limit"

    def evaluate(self, context: RuleContext) -> Verdict:
        return within_value(self, context, context.per_trade_limit)
