"""A quote's stored waterfall as the drawing takes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from rfq.types import Side
from tradeops.web.drawings.waterfall import Term, TermKind

_LABELS: dict[str, tuple[str, TermKind]] = {
    "sweep": ("Sweep of the books", "cover"),
    "venue_fees": ("Venue fees", "cover"),
    "skew": ("Inventory skew", "charge"),
    "markup": ("Markup of the tier", "charge"),
    "rounding": ("Round to tick", "rounding"),
}


@dataclass(frozen=True, slots=True)
class PriceSteps:
    """One side's way from the mid to the price, in quote currency per base. ``dealt``: the client took it."""

    drawn_as: Literal["bid", "offer"]
    mid: Decimal
    price: Decimal
    bps: Decimal
    terms: tuple[Term, ...]
    dealt: bool

    @property
    def total_label(self) -> str:
        return "Offer over mid" if self.drawn_as == "offer" else "Bid under mid"


def price_steps(quote: Any, dealt: str) -> tuple[PriceSteps, ...]:
    """Both sides of a quote that were asked for; the one that the client dealt on alone once it did."""
    sides = [Side(dealt)] if dealt else [side for side in (Side.BUY, Side.SELL) if side.value in quote.waterfall]
    return tuple(_steps(quote.waterfall[side.value], side, bool(dealt)) for side in sides)


def _steps(stored: dict[str, Any], side: Side, dealt: bool) -> PriceSteps:
    terms = tuple(_term(entry) for entry in stored["terms"])
    return PriceSteps(
        drawn_as="offer" if side is Side.BUY else "bid",
        mid=Decimal(stored["mid"]),
        price=Decimal(stored["price"]),
        bps=sum((term.bps for term in terms), Decimal(0)),
        terms=terms,
        dealt=dealt,
    )


def _term(entry: dict[str, str]) -> Term:
    label, kind = _LABELS.get(entry["name"], (entry["name"].replace("_", " ").capitalize(), "charge"))
    return Term(label, Decimal(entry["bps"]), Decimal(entry["amount"]), kind)
