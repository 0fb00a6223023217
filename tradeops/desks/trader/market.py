"""The market at a glance, and the desk's positions valued by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from risk.selectors import positions
from risk.types import PositionView
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Unavailable
from tradeops.marketdata.selectors import MarketStrip, market_strip
from tradeops.reference.selectors import instruments
from tradeops.reference.types import InstrumentSpec

# The decimals for which a table of positions has room.
GLANCE = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """One instrument of the strip."""

    instrument: InstrumentSpec
    strip: MarketStrip

    @property
    def stale(self) -> bool:
        """Nothing can be priced: there is no mid."""
        return self.strip.mid is None


@dataclass(frozen=True, slots=True)
class PositionRow:
    """``value`` and ``unrealised`` are in the quote currency at the composite mid; None without one."""

    position: PositionView
    instrument: InstrumentSpec
    value: Decimal | None
    unrealised: Decimal | None

    @property
    def places(self) -> int:
        return min(GLANCE, self.instrument.quote.display_precision)

    @property
    def whole(self) -> int:
        """The decimals of a value at a glance: a coin is worth too much for whole ones."""
        return 0 if self.instrument.quote.is_fiat else self.places


def marks() -> list[Mark]:
    """Every instrument that a venue lists; empty when the market data cannot be read at all."""
    specs = {spec.symbol: spec for spec in instruments()}
    try:
        return [Mark(specs[strip.symbol], strip) for strip in market_strip() if strip.total]
    except Unavailable:
        return []


def position_rows(actor: Actor, marked: Sequence[Mark]) -> list[PositionRow]:
    """Every position of an active instrument."""
    by_symbol = {mark.strip.symbol: mark for mark in marked}
    specs = {spec.symbol: spec for spec in instruments()}
    rows = []
    for position in positions(actor):
        if position.instrument not in specs:
            continue
        mark = by_symbol.get(position.instrument)
        mid = mark.strip.mid if mark else None
        value = None if mid is None else position.quantity * mid
        unrealised = None if value is None else value - position.cost
        rows.append(PositionRow(position, specs[position.instrument], value, unrealised))
    return rows
