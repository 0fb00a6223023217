"""How a deal was hedged: orders, the orders at venues, their fills, and what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tradeops.kernel.money import EXACT, exact_div, round_down

PRICE_DECIMALS = 18


@dataclass(frozen=True, slots=True)
class ChildRow:
    """An order at one venue. ``fee`` is in the quote currency, None when a venue took it in another asset."""

    child: Any
    filled: Decimal
    average: Decimal | None
    fee: Decimal | None
    fills: int
    last_fill: datetime | None


@dataclass(frozen=True, slots=True)
class Hedge:
    """The whole hedge. ``notional`` is what the fills came to in quote currency, without fees."""

    orders: tuple[Any, ...]
    children: tuple[ChildRow, ...]
    quantity: Decimal
    filled: Decimal
    notional: Decimal
    fee: Decimal | None
    last_fill: datetime | None

    @property
    def average(self) -> Decimal | None:
        """Quote per base of all fills, for display."""
        return _average(self.notional, self.filled)

    @property
    def fills(self) -> int:
        return sum(row.fills for row in self.children)


def hedge(orders: Sequence[Any], quote_asset: str) -> Hedge:
    """The rows of the first attempt and of what followed, oldest first."""
    children = tuple(_child(child, quote_asset) for order in orders for child in _in_order(order.children.all()))
    fees = [row.fee for row in children]
    return Hedge(
        orders=tuple(orders),
        children=children,
        quantity=orders[0].quantity if orders else Decimal(0),
        filled=sum((row.filled for row in children), Decimal(0)),
        notional=sum((row.child.filled_notional for row in children), Decimal(0)),
        fee=None if None in fees else sum((fee for fee in fees if fee is not None), Decimal(0)),
        last_fill=max((row.last_fill for row in children if row.last_fill), default=None),
    )


def edge(trade: Any, done: Hedge) -> Decimal | None:
    """What the desk keeps of a deal after hedge and venue fees, in quote currency; None until it is hedged in full.

    The client's quote amount less what the same base cost at the venues (client buys), or the other way round.
    """
    if done.filled != trade.base_amount or done.fee is None:
        return None
    earned = trade.quote_amount - done.notional if trade.side == "BUY" else done.notional - trade.quote_amount
    return EXACT.subtract(earned, done.fee)


def _child(child: Any, quote_asset: str) -> ChildRow:
    executions = list(child.executions.all())
    paid_in_quote = all(entry.fee_asset_id == quote_asset or not entry.fee for entry in executions)
    return ChildRow(
        child=child,
        filled=child.filled,
        average=_average(child.filled_notional, child.filled),
        fee=sum((entry.fee for entry in executions), Decimal(0)) if paid_in_quote else None,
        fills=len(executions),
        last_fill=max((entry.executed_at for entry in executions), default=None),
    )


def _average(notional: Decimal, filled: Decimal) -> Decimal | None:
    return round_down(exact_div(notional, filled), PRICE_DECIMALS) if filled else None


def _in_order(children: Any) -> list[Any]:
    return sorted(children, key=lambda child: (child.created_at, child.pk))
