"""Nothing is sent to a venue on an old price."""

from __future__ import annotations

from dataclasses import dataclass

from risk.rules.base import Rule
from risk.rules.context import RuleContext
from risk.types import Category, Verdict


@dataclass(frozen=True)
class DataAge(Rule):
    """``max_age_ms``: how old the oldest book used may be, in milliseconds."""

    name = "data age"
    code = "MARKET_DATA_STALE"
    category = Category.TOO_SLOW
    formula = "0 <= age of the oldest book used <= max age"

    max_age_ms: int = 3_000

    def evaluate(self, context: RuleContext) -> Verdict:
        age = context.data_age_ms
        limit = f"{self.max_age_ms} ms"
        if age is None:
            return self.verdict(False, limit=limit)
        return self.verdict(0 <= age <= self.max_age_ms, value=f"{age} ms", limit=limit)
