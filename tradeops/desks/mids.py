"""What the books allow a price for now. A client sees whether there is one, never the mid itself."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tradeops.kernel.errors import Unavailable
from tradeops.marketdata.selectors import market_strip


def mids() -> Mapping[str, Decimal]:
    """The mid of each instrument that has one; of none while the books cannot be read."""
    try:
        return {strip.symbol: strip.mid for strip in market_strip() if strip.mid is not None}
    except Unavailable:
        return {}
