"""Positions at average cost. Pure.

The average moves only when a position grows; reducing it realises the difference to the average; a deal larger
than the position closes it and opens the rest at the deal's own price. What a deal costs is split between the
closing and the opening part, and between realised gain and remaining cost, at 18 decimals: each split is rounded
once and the other part is the exact rest, so ``cost - realised`` is always exactly what was paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradeops.kernel.money import MAX_DECIMALS, exact_div, exact_mul, round_down

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Holding:
    """``quantity`` in base, negative when short; ``cost`` (of its sign) and ``realised`` in quote."""

    quantity: Decimal = ZERO
    cost: Decimal = ZERO
    realised: Decimal = ZERO

    @property
    def average_price(self) -> Decimal | None:
        """Quote per base of the open quantity, to 18 decimals; None when flat."""
        return None if self.quantity == 0 else round_down(exact_div(self.cost, self.quantity), MAX_DECIMALS)


def after_deal(holding: Holding, *, quantity: Decimal, paid: Decimal) -> Holding:
    """``holding`` after a deal: ``quantity`` bought (negative: sold) for ``paid`` (negative: received)."""
    if holding.quantity * quantity >= 0:
        return Holding(holding.quantity + quantity, holding.cost + paid, holding.realised)
    if abs(quantity) <= abs(holding.quantity):
        released = _share(holding.cost, -quantity, holding.quantity)
        return Holding(holding.quantity + quantity, holding.cost - released, holding.realised - paid - released)
    closing = _share(paid, -holding.quantity, quantity)
    flat = after_deal(holding, quantity=-holding.quantity, paid=closing)
    return Holding(holding.quantity + quantity, paid - closing, flat.realised)


def reduces(held: Decimal, change: Decimal) -> bool:
    """Whether a deal of ``change`` makes a position of ``held`` smaller without turning it round."""
    return held * change < 0 and abs(change) <= abs(held)


def _share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """``part / whole`` of ``amount``, exact for the whole, else towards zero at 18 decimals."""
    if part == whole:
        return amount
    return round_down(exact_div(exact_mul(amount, part), whole), MAX_DECIMALS)
