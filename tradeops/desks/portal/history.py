"""Trades with the settlement of both legs, and requests with their outcome, as their client sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oms.selectors import trades
from rfq.selectors import latest_quote, requests
from risk.types import Category, client_detail
from settlement.selectors import obligations
from tradeops.kernel.actor import Actor
from tradeops.reference.selectors import instrument
from tradeops.reference.types import AssetSpec, InstrumentSpec
from tradeops.web.pagination import keyset

TRADE_ORDER = ("-booked_at", "-id")
REQUEST_ORDER = ("-created_at", "-id")


@dataclass(frozen=True, slots=True)
class LegRow:
    """What the client delivers or receives. ``obligation`` is None for the instant before it is written."""

    direction: str
    asset: AssetSpec
    amount: Decimal
    obligation: Any | None

    @property
    def state(self) -> str:
        return self.obligation.state if self.obligation else "PENDING"


@dataclass(frozen=True, slots=True)
class TradeRow:
    """A trade; ``paid`` is its quote amount, negative where the client paid."""

    trade: Any
    instrument: InstrumentSpec
    paid: Decimal
    delivers: LegRow
    receives: LegRow

    @property
    def settled(self) -> bool:
        return self.delivers.state == self.receives.state == "SETTLED"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request with the prices it was given; None for a side that was not asked for, or not priced.

    ``reason`` says of a rejected one what a client may know.
    """

    rfq: Any
    instrument: InstrumentSpec
    bid: Decimal | None
    offer: Decimal | None
    reason: str

    @property
    def prices(self) -> list[Decimal]:
        return [price for price in (self.bid, self.offer) if price is not None]


def trade_rows(actor: Actor, *, cursor: str | None, limit: int) -> tuple[list[TradeRow], str | None]:
    """The actor's trades, newest first, and the cursor of the next page."""
    found, following = keyset(trades(actor), cursor=cursor, limit=limit, ordering=TRADE_ORDER, salt="portal trades")
    return _with_legs(actor, found), following


def unsettled(actor: Actor, limit: int) -> tuple[list[TradeRow], int]:
    """The newest trades with a leg still open, and how many such there are; where none is, the newest trade."""
    open_legs = obligations(actor).filter(state="OPEN").order_by().values("trade_id")
    found = trades(actor).filter(pk__in=open_legs)
    count = found.count()
    chosen = found[:limit] if count else trades(actor)[:1]
    return _with_legs(actor, list(chosen)), count


def request_rows(actor: Actor, *, cursor: str | None, limit: int) -> tuple[list[RequestRow], str | None]:
    """The actor's requests, newest first, and the cursor of the next page."""
    rows = requests(actor)
    found, following = keyset(rows, cursor=cursor, limit=limit, ordering=REQUEST_ORDER, salt="portal requests")
    specs = _specs(row.instrument_id for row in found)
    return [_request_row(row, specs[row.instrument_id]) for row in found], following


def _with_legs(actor: Actor, found: Sequence[Any]) -> list[TradeRow]:
    specs = _specs(trade.instrument_id for trade in found)
    owed = obligations(actor).filter(trade_id__in=[trade.pk for trade in found])
    legs = {(row.trade_id, row.direction): row for row in owed}
    return [_trade_row(trade, specs[trade.instrument_id], legs) for trade in found]


def _trade_row(trade: Any, spec: InstrumentSpec, legs: dict[tuple[Any, str], Any]) -> TradeRow:
    base, quote = (spec.base, trade.base_amount), (spec.quote, trade.quote_amount)
    given, taken = (quote, base) if trade.side == "BUY" else (base, quote)
    # Obligations are written as the desk sees them: it receives what the client delivers.
    return TradeRow(
        trade=trade,
        instrument=spec,
        paid=-trade.quote_amount if trade.side == "BUY" else trade.quote_amount,
        delivers=LegRow("DELIVER", *given, legs.get((trade.pk, "RECEIVE"))),
        receives=LegRow("RECEIVE", *taken, legs.get((trade.pk, "DELIVER"))),
    )


def _request_row(rfq: Any, spec: InstrumentSpec) -> RequestRow:
    quote = latest_quote(rfq)
    reason = client_detail(Category(rfq.reject_category)) if rfq.reject_category else ""
    return RequestRow(rfq, spec, quote.bid if quote else None, quote.offer if quote else None, reason)


def _specs(symbols: Iterable[str]) -> dict[str, InstrumentSpec]:
    return {symbol: instrument(symbol) for symbol in set(symbols)}
