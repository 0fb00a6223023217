"""Leaning the price against the desk's inventory."""

from __future__ import annotations

from decimal import Decimal

from tradeops.kernel.money import exact_div


def skew_bps(inventory: Decimal, limit: Decimal, most: Decimal) -> Decimal:
    """Basis points to add to both prices: ``-clamp(inventory / limit, -1, 1) * most``.

    A desk that is long lowers both, so that clients rather buy from it; one that is short raises both.
    """
    share = max(Decimal(-1), min(Decimal(1), exact_div(inventory, limit)))
    return -share * most
