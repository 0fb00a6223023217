"""The quote card: one request as its client sees it, from the asking to the outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from rfq.selectors import latest_quote
from rfq.types import Side
from risk.types import Category, client_detail
from tradeops.reference.selectors import instrument
from tradeops.reference.types import InstrumentSpec
from tradeops.web.drawings.bars import share
from tradeops.web.durations import milliseconds
from tradeops.web.formatting import quantity

Face = Literal["pricing", "live", "expired", "refused", "withdrawn", "dealt"]
FACES: dict[str, Face] = {
    "PENDING_NEW": "pricing",
    "QUOTING": "pricing",
    "QUOTED": "live",
    "PENDING_FILL": "dealt",
    "FILLED": "dealt",
    "REJECTED": "refused",
    "CANCELED": "withdrawn",
    "EXPIRED": "expired",
}
# A request nobody has open is shown until then after it was asked.
RECENT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Offer:
    """One side of a quote in the client's words. ``pays`` is in quote currency for a buy, in base for a sell."""

    side: Side
    price: Decimal
    base_amount: Decimal
    quote_amount: Decimal
    command: str
    client_order_id: str


@dataclass(frozen=True, slots=True)
class Card:
    """``left`` is in milliseconds and ``percent`` what that is of the whole life, as of ``now``."""

    rfq: Any
    quote: Any | None
    instrument: InstrumentSpec
    face: Face
    size: str
    amount: str
    offers: tuple[Offer, ...]
    dealt: Offer | None
    reason: str
    since: datetime
    deadline: datetime
    left: Decimal
    percent: Decimal

    @property
    def near(self) -> bool:
        return self.percent <= 20


@dataclass(frozen=True, slots=True)
class OtherQuote:
    """A quote that is firm while the card shows another; ``left`` in milliseconds."""

    rfq_id: UUID
    size: str
    since: datetime
    deadline: datetime
    left: Decimal


def is_current(rfq: Any, now: datetime) -> bool:
    """Whether a page that was not told which request to show still shows this one."""
    return FACES[rfq.state] in ("pricing", "live") or now - rfq.created_at < RECENT


def build(rfq: Any, now: datetime) -> Card:
    """The card of a request as of ``now``, the server's time."""
    spec = instrument(rfq.instrument_id)
    quote = latest_quote(rfq)
    face = FACES[rfq.state]
    since, deadline = (quote.created_at, quote.expires_at) if quote else (rfq.created_at, rfq.expires_at)
    if face in ("pricing", "live") and now >= deadline:
        face = "expired"
    left = max(Decimal(0), milliseconds(deadline - now))
    acceptance = getattr(quote, "acceptance", None) if quote else None
    return Card(
        rfq=rfq,
        quote=quote,
        instrument=spec,
        face=face,
        size=_size(rfq, spec),
        amount=f"{rfq.quantity or rfq.counter_amount:f}",
        offers=tuple(_offers(quote, rfq, spec)),
        dealt=_offer(quote, Side(acceptance.side), rfq, spec) if acceptance else None,
        reason=client_detail(Category(rfq.reject_category)) if rfq.reject_category else "",
        since=since,
        deadline=deadline,
        left=left,
        percent=share(left, milliseconds(deadline - since)),
    )


def others(live: Iterable[Any], shown: Any | None, now: datetime) -> list[OtherQuote]:
    """What of the ``live`` requests is firm beside the one that is shown."""
    found = []
    for rfq in live:
        quote = latest_quote(rfq)
        if quote is not None and quote.expires_at > now and (shown is None or rfq.pk != shown.pk):
            size, left = _size(rfq, instrument(rfq.instrument_id)), milliseconds(quote.expires_at - now)
            found.append(OtherQuote(rfq.pk, size, quote.created_at, quote.expires_at, left))
    return found


def _offers(quote: Any, rfq: Any, spec: InstrumentSpec) -> list[Offer]:
    if quote is None:
        return []
    found = [_offer(quote, side, rfq, spec) for side in (Side.SELL, Side.BUY)]
    return [offer for offer in found if offer is not None]


def _offer(quote: Any, side: Side, rfq: Any, spec: InstrumentSpec) -> Offer | None:
    leg = quote.leg(side)
    if leg is None:
        return None
    return Offer(
        side=side,
        price=leg.price,
        base_amount=leg.base_amount,
        quote_amount=leg.quote_amount,
        command=f"{side.value.capitalize()} {_amount(rfq, spec)}",
        # The same button pressed twice is the same order.
        client_order_id=f"portal-{quote.pk}-{side.value}",
    )


def _amount(rfq: Any, spec: InstrumentSpec) -> str:
    """What the client typed, in its unit: ``25 BTC``, ``for 1,500,000 USD``."""
    if rfq.quantity is not None:
        return f"{quantity(rfq.quantity, 0)} {spec.base.code}"
    return f"for {quantity(rfq.counter_amount, 0)} {spec.quote.code}"


def _size(rfq: Any, spec: InstrumentSpec) -> str:
    if rfq.quantity is not None:
        return f"{quantity(rfq.quantity, 0)} {spec.symbol}"
    return f"{spec.symbol} for {quantity(rfq.counter_amount, 0)} {spec.quote.code}"
