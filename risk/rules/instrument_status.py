"""Nothing is traded in an instrument that is suspended or closed."""

from __future__ import annotations

from dataclasses import dataclass

from risk.rules.base import Rule
from risk.rules.context import RuleContext
from risk.types import Category, Verdict


@dataclass(frozen=True)
class InstrumentStatus(Rule):
    name = "instrument status"
    code = "INSTRUMENT_NOT_ACTIVE"
    category = Category.UNSUPPORTED
    formula = "instrument status = ACTIVE"

    def evaluate(self, context: RuleContext) -> Verdict:
        status = context.instrument_status
        return self.verdict(status == "ACTIVE", value=status, limit="ACTIVE")
