"""Nobody trades with a client that is suspended or closed."""

from __future__ import annotations

from dataclasses import dataclass

from risk.rules.base import Rule
from risk.rules.context import RuleContext
from risk.types import Category, Verdict


@dataclass(frozen=True)
class CounterpartyStatus(Rule):
    name = "counterparty status"
    code = "COUNTERPARTY_NOT_ACTIVE"
    category = Category.UNSUPPORTED
    formula = "counterparty status = ACTIVE"

    def evaluate(self, context: RuleContext) -> Verdict:
        status = context.counterparty_status
        return self.verdict(status == "ACTIVE", value=status, limit="ACTIVE")
