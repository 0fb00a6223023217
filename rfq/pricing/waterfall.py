"""The explainable price: named terms that add up from the mid to what the client sees."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradeops.kernel.money import exact_div

BPS = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Term:
    """One step, in quote currency per base, signed as it moves the price."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From ``mid`` through ``terms`` to ``price``: ``mid + sum(terms) == price``, exactly."""

    mid: Decimal
    terms: tuple[Term, ...]
    price: Decimal

    def term(self, name: str) -> Decimal:
        """The amount of a named term."""
        return next(entry.amount for entry in self.terms if entry.name == name)

    def as_json(self) -> dict[str, object]:
        """Strings for storage: each term per base and in basis points of the mid (two decimals, display only)."""
        return {
            "mid": format(self.mid, "f"),
            "price": format(self.price, "f"),
            "terms": [
                {"name": entry.name, "amount": format(entry.amount, "f"), "bps": format(self._bps(entry.amount), "f")}
                for entry in self.terms
            ],
        }

    def _bps(self, amount: Decimal) -> Decimal:
        return exact_div(amount * BPS, self.mid).quantize(Decimal("0.01"))


def of_mid(mid: Decimal, bps: Decimal) -> Decimal:
    """So many basis points of the mid price."""
    return mid * bps / BPS
