"""The desk's own orders: what is under way, what was filled, what is in doubt, what is left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from oms.routing.capacity import no_venue_takes
from oms.selectors import open_residuals, orders, recent_executions, unknown_orders
from tradeops.desks.mids import mids
from tradeops.desks.reasons import Reason, reason
from tradeops.kernel.actor import Actor
from tradeops.reference.selectors import instrument, venue_instruments
from tradeops.reference.types import InstrumentSpec, VenueInstrumentSpec

TABS = (
    ("orders", "Orders"),
    ("executions", "Executions"),
    ("residuals", "Residuals"),
    ("unknown", "Unknown"),
)
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the panel, at ``page`` within its page; ``count`` only where something waits for a person."""

    label: str
    url: str
    page: str
    current: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order at one venue, on the desk's side. ``average`` is exact."""

    child: Any
    side: str
    instrument: InstrumentSpec
    state: str
    average: Decimal | None
    sent_at: datetime

    @property
    def denied(self) -> Reason | None:
        return reason(self.child.deny_code) if self.child.deny_code else None


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    execution: Any
    venue: str
    instrument: InstrumentSpec


@dataclass(frozen=True, slots=True)
class ResidualRow:
    """``unroutable`` says why no order can be sent for it, if so."""

    residual: Any
    instrument: InstrumentSpec
    unroutable: str = ""

    @property
    def why(self) -> Reason:
        return reason(self.residual.reason)


def tab_rows(actor: Actor, tab: str) -> Sequence[Any]:
    """The rows of one tab."""
    specs: dict[str, InstrumentSpec] = {}

    def spec(symbol: str) -> InstrumentSpec:
        return specs.setdefault(symbol, specs.get(symbol) or instrument(symbol))

    if tab == "executions":
        found = recent_executions(actor)[:SHOWN]
        return [ExecutionRow(row, row.child.venue_id, spec(row.child.parent.instrument_id)) for row in found]
    if tab == "residuals":
        listings, prices = venue_instruments(), mids()
        return [_residual(row, spec(row.instrument_id), listings, prices) for row in open_residuals(actor)[:SHOWN]]
    if tab == "unknown":
        return [
            _order(child.parent, child, spec(child.parent.instrument_id)) for child in unknown_orders(actor)[:SHOWN]
        ]
    children = ((order, child) for order in orders(actor)[:SHOWN] for child in order.children.all())
    rows = [_order(order, child, spec(order.instrument_id)) for order, child in islice(children, SHOWN)]
    return sorted(rows, key=lambda row: row.sent_at, reverse=True)


def waiting(actor: Actor) -> dict[str, int]:
    """How much waits for a person, by tab."""
    return {"residuals": open_residuals(actor).count(), "unknown": unknown_orders(actor).count()}


def _residual(
    row: Any, spec: InstrumentSpec, listings: Sequence[VenueInstrumentSpec], prices: Mapping[str, Decimal]
) -> ResidualRow:
    takers = [listing for listing in listings if listing.symbol == spec.symbol]
    too_small = no_venue_takes(row.quantity, takers, near=prices.get(spec.symbol))
    return ResidualRow(row, spec, reason("NOT_ROUTABLE").title if too_small else "")


def _order(order: Any, child: Any, spec: InstrumentSpec) -> OrderRow:
    return OrderRow(
        child=child,
        side=order.side,
        instrument=spec,
        state="UNKNOWN" if child.unknown_since and not child.is_over else _state(child),
        average=child.average_price,
        sent_at=child.sent_at or child.created_at,
    )


def _state(child: Any) -> str:
    return "DENIED" if child.lifecycle == "DENIED" else str(child.ord_status)
