"""One order of the desk is worth no more than the desk's limit for orders."""

from __future__ import annotations

from dataclasses import dataclass

from risk.rules.base import Rule, within_value
from risk.rules.context import RuleContext
from risk.types import Category, Verdict


@dataclass(frozen=True)
class OrderNotional(Rule):
    name = "order notional"
    code = "ORDER_NOTIONAL"
    category = Category.RISK_LIMIT
    formula = "value <= order notional limit"

    def evaluate(self, context: RuleContext) -> Verdict:
        return within_value(self, context, context.order_limit)
