"""The venue's one account: free and locked balances, fees and reservations.

Commissions are charged in the quote asset for both sides: a buyer pays price times quantity plus the
commission, a seller receives price times quantity less the commission. A commission is the notional times
the rate, rounded down to eight decimals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from . import errors
from .numbers import ZERO, round_down, round_up, text
from .orders import Order

_BASIS_POINT = Decimal("0.0001")


@dataclass(frozen=True)
class Fees:
    """Rates in basis points of the notional."""

    maker_bps: Decimal
    taker_bps: Decimal

    def rate(self, maker: bool) -> Decimal:
        return (self.maker_bps if maker else self.taker_bps) * _BASIS_POINT

    def commission(self, notional: Decimal, maker: bool) -> Decimal:
        return round_down(notional * self.rate(maker))

    def reserve(self, notional: Decimal) -> Decimal:
        """What a buyer must hold back for the dearer of the two rates, never less than what fills cost."""
        return round_up(notional * max(self.rate(True), self.rate(False)))


@dataclass
class Balance:
    free: Decimal = ZERO
    locked: Decimal = ZERO


class Account:
    def __init__(self, fees: Fees, balances: Mapping[str, Decimal]) -> None:
        self.fees = fees
        self.balances = {asset: Balance(amount) for asset, amount in balances.items()}
        self.changed: set[str] = set()

    def reservation(self, order: Order, remaining: Decimal) -> Decimal:
        """What a limit order must keep locked: quote with fees for a buy, base for a sale."""
        if order.side == "SELL":
            return remaining
        notional = order.price * remaining
        return notional + self.fees.reserve(notional)

    def lock(self, order: Order, asset: str, amount: Decimal) -> None:
        """Reserve for an order; raises -2010 when the free balance does not cover it."""
        balance = self._balance(asset)
        if balance.free < amount:
            raise errors.insufficient_balance()
        balance.free -= amount
        balance.locked += amount
        order.locked += amount

    def release(self, order: Order, asset: str, amount: Decimal) -> None:
        balance = self._balance(asset)
        balance.free += amount
        balance.locked -= amount
        order.locked -= amount

    def settle(self, order: Order, rules_base: str, rules_quote: str, paid: Decimal, received: Decimal) -> None:
        """Exchange a fill's amounts: what the order pays leaves its reservation."""
        pays, gets = (rules_quote, rules_base) if order.side == "BUY" else (rules_base, rules_quote)
        self._balance(pays).locked -= paid
        order.locked -= paid
        self._balance(gets).free += received

    def set_free(self, asset: str, amount: Decimal) -> None:
        self._balance(asset).free = amount

    def take_changed(self) -> list[str]:
        changed = sorted(self.changed)
        self.changed.clear()
        return changed

    def view(self) -> list[dict[str, str]]:
        return [
            {"asset": asset, "free": text(balance.free), "locked": text(balance.locked)}
            for asset, balance in sorted(self.balances.items())
        ]

    def _balance(self, asset: str) -> Balance:
        self.changed.add(asset)
        return self.balances.setdefault(asset, Balance())
