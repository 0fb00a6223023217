"""Requests, quotes and accepts as the API and the socket tell them: nothing of the desk's side is in here."""

from __future__ import annotations

from typing import Any

from rfq.models import Quote, Rfq
from rfq.types import Accepted, Leg, Side
from tradeops.kernel.money import plain


def rfq_out(rfq: Rfq, quote: Quote | None) -> dict[str, Any]:
    """A request with its newest quote."""
    return {
        "id": rfq.pk,
        "client_rfq_id": rfq.client_rfq_id,
        "instrument": rfq.instrument_id,
        "side": rfq.side,
        "quantity": plain(rfq.quantity),
        "counter_amount": plain(rfq.counter_amount),
        "state": rfq.state,
        "reject": {"category": rfq.reject_category} if rfq.reject_category else None,
        "created_at": rfq.created_at,
        "expires_at": rfq.expires_at,
        "quote": None if quote is None else quote_out(quote),
    }


def quote_out(quote: Quote) -> dict[str, Any]:
    """A quote with both amounts of each side that was asked for."""
    return {
        "id": quote.pk,
        "rfq_id": quote.rfq_id,
        "state": quote.state,
        "bid": plain(quote.bid),
        "offer": plain(quote.offer),
        "buy": _leg(quote.leg(Side.BUY)),
        "sell": _leg(quote.leg(Side.SELL)),
        "expires_at": quote.expires_at,
    }


def accepted_out(accepted: Accepted) -> dict[str, Any]:
    """The answer to an accept."""
    return {
        "quote_id": accepted.quote_id,
        "rfq_id": accepted.rfq_id,
        "trade_id": accepted.trade_id,
        "side": accepted.side.value,
        "price": plain(accepted.price),
        "base_amount": plain(accepted.base_amount),
        "quote_amount": plain(accepted.quote_amount),
        "accepted_at": accepted.accepted_at,
    }


def _leg(leg: Leg | None) -> dict[str, Any] | None:
    if leg is None:
        return None
    return {
        "price": plain(leg.price),
        "base_amount": plain(leg.base_amount),
        "quote_amount": plain(leg.quote_amount),
    }
