"""What amounts are worth in the currency that limits are kept in."""

from __future__ import annotations

from decimal import Decimal

from risk.types import LIMIT_CURRENCY
from tradeops.kernel.money import exact_mul, round_up
from tradeops.marketdata.selectors import current_mid

DECIMALS = 2
# Dollar stablecoins count as the dollars they promise: limits ask what is owed, not what a token would fetch.
AT_PAR = frozenset({LIMIT_CURRENCY, "USDT", "USDC"})


def value_in_limit_currency(asset: str, amount: Decimal) -> Decimal:
    """``amount`` at the present composite mid, rounded up to cents: a limit is never used too little.

    Raises Unavailable ``MARKET_DATA_*`` when the asset has no fresh price.
    """
    if asset in AT_PAR:
        return round_up(amount, DECIMALS)
    return round_up(exact_mul(amount, current_mid(f"{asset}-{LIMIT_CURRENCY}")), DECIMALS)
