"""What a credit client owes, could come to owe and now asks for fits into its limit."""

from __future__ import annotations

from dataclasses import dataclass

from risk.rules.base import Rule, within_value
from risk.rules.context import RuleContext
from risk.types import Category, Verdict


@dataclass(frozen=True)
class ExposureHeadroom(Rule):
    """A first look that names the numbers; the reservation decides, under the lock of the exposure.

    A prefunded client has no exposure: holds on its balance decide.
    """

    name = "exposure headroom"
    code = "CREDIT_LIMIT"
    category = Category.CREDIT
    formula = "value <= limit - used - reserved"

    def evaluate(self, context: RuleContext) -> Verdict:
        if context.funding == "PREFUNDED":
            return self.verdict(True, value=context.value, limit="PREFUNDED")
        limit, used, reserved = context.exposure_limit, context.exposure_used, context.exposure_reserved
        if context.funding != "CREDIT" or limit is None or used is None or reserved is None:
            return self.verdict(False, value=context.value)
        return within_value(self, context, limit - used - reserved)
