"""No price far from where the market is: the last guard against a wrong number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from risk.rules.base import Rule
from risk.rules.context import RuleContext
from risk.types import Category, Verdict
from tradeops.kernel.money import exact_div


@dataclass(frozen=True)
class PriceCollar(Rule):
    """``collar_bps``: how far a price may lie from the composite mid, in basis points of it."""

    name = "price collar"
    code = "PRICE_COLLAR"
    category = Category.PRICE_MOVED
    formula = "|price / mid - 1| <= collar"

    collar_bps: Decimal = Decimal(500)

    def evaluate(self, context: RuleContext) -> Verdict:
        mid = context.mid
        limit = f"{self.collar_bps:f} bps"
        if mid is None or mid <= 0 or not context.prices or min(context.prices) <= 0:
            return self.verdict(False, limit=limit)
        distance = max(abs(exact_div(price, mid) - 1) for price in context.prices) * 10_000
        return self.verdict(distance <= self.collar_bps, value=f"{distance:.2f} bps", limit=limit)
