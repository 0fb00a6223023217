"""What it costs the desk to lay off the client's amount at the venues right now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rfq.pricing.inputs import PricingInputs
from rfq.types import Side
from tradeops.kernel.errors import Conflict
from tradeops.kernel.money import exact_div
from tradeops.marketdata.sweep import Sweep, sweep


@dataclass(frozen=True, slots=True)
class Cover:
    """Average prices of the sweep per base: before fees, and the fees that come on top of (or off) it."""

    raw: Decimal
    fees: Decimal


def cover(inputs: PricingInputs, side: Side) -> Cover:
    """The sweep that hedges the client's ``side``: the desk buys what the client buys.

    Raises Conflict ``DEPTH_INSUFFICIENT`` when the venues together cannot carry the size.
    """
    swept: Sweep = sweep(
        books=inputs.books,
        side=side.value,
        taker_bps=inputs.taker_bps,
        quantity=inputs.terms.quantity,
        notional=inputs.terms.counter_amount,
    )
    if not swept.complete or swept.quantity <= 0:
        raise Conflict("DEPTH_INSUFFICIENT", "the venues cannot carry this size now", available=swept.quantity)
    return Cover(raw=exact_div(swept.notional, swept.quantity), fees=exact_div(swept.fees, swept.quantity))
