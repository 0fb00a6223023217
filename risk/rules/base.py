"""What every rule is: a name, one reason code, declared parameters, a pure judgement."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from risk.rules.context import RuleContext
from risk.types import Category, Verdict
from tradeops.kernel.money import exact_div, exact_mul, floor_to


@dataclass(frozen=True)
class Rule(ABC):
    """The fields of a subclass are its parameters; ``formula`` is what must hold for it to pass."""

    name: ClassVar[str]
    code: ClassVar[str]
    category: ClassVar[Category]
    formula: ClassVar[str]

    @abstractmethod
    def evaluate(self, context: RuleContext) -> Verdict:
        """Judge ``context``. Pure; an unknown input never passes."""

    def verdict(
        self, passed: bool, *, value: object = None, limit: object = None, largest: Decimal | None = None
    ) -> Verdict:
        return Verdict(
            rule=self.name,
            code=self.code,
            passed=passed,
            category=self.category,
            value=_text(value),
            limit=_text(limit),
            formula=self.formula,
            largest=largest,
        )


def within_value(rule: Rule, context: RuleContext, allowed: Decimal | None) -> Verdict:
    """``value <= allowed``, with the largest size whose value would still be allowed."""
    value = context.value
    if value is None or allowed is None:
        return rule.verdict(False, value=value, limit=allowed)
    largest = None
    if context.size is not None and context.size_step is not None and value > 0:
        affordable = exact_div(exact_mul(max(allowed, Decimal(0)), context.size), value)
        largest = floor_to(affordable, context.size_step)
    return rule.verdict(value <= allowed, value=value, limit=allowed, largest=largest)


def _text(value: object) -> str | None:
    if value is None:
        return None
    return format(value, "f") if isinstance(value, Decimal) else str(value)
