"""A size lies within the instrument's published bounds."""

from __future__ import annotations

from dataclasses import dataclass

from risk.rules.base import Rule
from risk.rules.context import RuleContext
from risk.types import Category, Verdict


@dataclass(frozen=True)
class SizeBounds(Rule):
    name = "size bounds"
    code = "SIZE_OUT_OF_BOUNDS"
    category = Category.UNSUPPORTED
    formula = "min size <= size <= max size"

    def evaluate(self, context: RuleContext) -> Verdict:
        size, low, high = context.size, context.min_size, context.max_size
        if size is None or low is None or high is None:
            return self.verdict(False, value=size)
        return self.verdict(low <= size <= high, value=size, limit=f"{low:f} to {high:f}", largest=high)
