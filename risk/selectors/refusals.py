"""The refusals that rules can make, for whoever documents them."""

from __future__ import annotations

from dataclasses import dataclass

from risk.rules import ORDER_RULES, QUOTE_RULES
from risk.types import Category


@dataclass(frozen=True, slots=True)
class RuleRefusal:
    """A rule's code, what a client learns of it, and the module that holds the rule."""

    code: str
    category: Category
    module: str


def rule_refusals() -> list[RuleRefusal]:
    """One for each rule of quotes and orders, by code."""
    found = {RuleRefusal(rule.code, rule.category, type(rule).__module__) for rule in {*QUOTE_RULES, *ORDER_RULES}}
    return sorted(found, key=lambda refusal: refusal.code)
