"""The requests of all firms as the desk sees them, each with its life or what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from oms.selectors import orders, residuals
from rfq.selectors import latest_quote, requests
from rfq.types import Leg, Side
from tradeops.desks.reasons import Reason, reason
from tradeops.kernel.actor import Actor
from tradeops.reference.selectors import instrument
from tradeops.reference.types import InstrumentSpec
from tradeops.web.durations import duration

OPEN = ("PENDING_NEW", "QUOTING", "QUOTED", "PENDING_FILL")
SHOWN = 60
# State: who must act now.
OWNERS: dict[str, tuple[str, str]] = {
    "PENDING_NEW": ("engine", "Engine"),
    "QUOTING": ("engine", "Engine"),
    "QUOTED": ("person", "Client"),
    "PENDING_FILL": ("program", "Ledger"),
}
_ENDED = {"EXPIRED": "not taken", "CANCELED": "withdrawn"}


@dataclass(frozen=True, slots=True)
class Hedged:
    """How far the hedge of a trade is. ``text`` is its time once everything is filled."""

    text: str
    tone: Literal["ok", "live", "warn"]


@dataclass(frozen=True, slots=True)
class Row:
    """``size`` and ``notional`` are what was dealt, else what is quoted; ``deadline`` is None once it is over."""

    rfq: Any
    quote: Any | None
    instrument: InstrumentSpec
    side: str
    size: Decimal | None
    notional: Decimal | None
    prices: tuple[Decimal, ...]
    owner: tuple[str, str] | None
    since: datetime | None
    deadline: datetime | None
    hedged: Hedged | None
    ended: str
    refused: Reason | None

    @property
    def whole(self) -> int:
        """The decimals of the notional at a glance: a coin is worth too much for whole ones."""
        return 0 if self.instrument.quote.is_fiat else self.instrument.quote.display_precision


def rows(actor: Actor, *, only_open: bool, limit: int = SHOWN) -> list[Row]:
    """The newest requests, with the state of the hedges of those that were dealt."""
    found = requests(actor).filter(state__in=OPEN) if only_open else requests(actor)
    listed = list(found[:limit])
    accepted = [taken.trade_id for taken in map(acceptance_of, listed) if taken]
    orders_of, left = _hedges(actor, accepted), residual_states(actor, accepted)

    def hedge(taken: Any) -> Hedged:
        found, state = orders_of.get(taken.trade_id, []), left.get(taken.trade_id, "")
        return hedged(found, taken.accepted_at, residual=state)

    specs = {symbol: instrument(symbol) for symbol in {rfq.instrument_id for rfq in listed}}
    return [_row(rfq, specs[rfq.instrument_id], hedge) for rfq in listed]


def open_count(actor: Actor) -> int:
    """How many requests are not over."""
    return requests(actor).filter(state__in=OPEN).count()


def acceptance_of(rfq: Any) -> Any | None:
    """The client's yes, from what ``requests`` has read."""
    quote = latest_quote(rfq)
    return getattr(quote, "acceptance", None) if quote else None


def hedged(found: Sequence[Any], since: datetime, *, residual: str) -> Hedged:
    """What the hedge orders of one trade, by attempt, come to.

    ``residual`` is the state of what its orders left to the dealers, if they did. What is gathered as dust counts as
    hedged: it is no longer this deal's.
    """
    if residual == "OPEN":
        return Hedged("residual", "warn")
    done_with = sum((order.filled + order.dust for order in found), Decimal(0))
    if found and done_with >= found[0].quantity:
        done = max((order.done_at for order in found if order.done_at), default=None)
        return Hedged(duration(done - since) if done else "hedged", "ok")
    if residual and all(order.is_over for order in found):
        return Hedged("closed", "ok")
    return Hedged("hedging", "live")


def residual_states(actor: Actor, trade_ids: Sequence[UUID]) -> dict[UUID, str]:
    """By trade whose orders left a residual: ``OPEN`` while somebody has to look after it, else ``CLOSED``."""
    found = residuals(actor).filter(order__trade_id__in=trade_ids).values_list("order__trade_id", "state")
    states: dict[UUID, str] = {}
    for trade_id, state in found.order_by() if trade_ids else ():
        states[trade_id] = "CLOSED" if state == "CLOSED" and states.get(trade_id) != "OPEN" else "OPEN"
    return states


def _hedges(actor: Actor, trade_ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    by_trade: dict[Any, list[Any]] = {}
    if trade_ids:
        for order in orders(actor).filter(trade_id__in=trade_ids).order_by("attempt"):
            by_trade.setdefault(order.trade_id, []).append(order)
    return by_trade


def _row(rfq: Any, spec: InstrumentSpec, hedge: Callable[[Any], Hedged]) -> Row:
    quote, taken = latest_quote(rfq), acceptance_of(rfq)
    legs = _legs(quote, Side(taken.side) if taken else None)
    largest = max(legs, key=lambda leg: leg.quote_amount, default=None)
    is_open = rfq.state in OPEN
    timed = quote or rfq
    return Row(
        rfq=rfq,
        quote=quote,
        instrument=spec,
        side=taken.side if taken else rfq.side,
        size=largest.base_amount if largest else rfq.quantity,
        notional=largest.quote_amount if largest else rfq.counter_amount,
        prices=tuple(leg.price for leg in legs),
        owner=OWNERS.get(rfq.state),
        since=timed.created_at if is_open else None,
        deadline=timed.expires_at if is_open else None,
        hedged=hedge(taken) if taken else None,
        ended=_ENDED.get(rfq.state, ""),
        refused=reason(rfq.reject_code) if rfq.reject_code else None,
    )


def _legs(quote: Any | None, only: Side | None) -> list[Leg]:
    if quote is None:
        return []
    sides = (only,) if only else (Side.SELL, Side.BUY)
    return [leg for leg in map(quote.leg, sides) if leg is not None]
