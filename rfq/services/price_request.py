"""Pricing a request: what the engine decides, written down with everything it was decided from."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from rfq.models import Quote, QuoteInputs, Rfq
from rfq.pricing.engine import Priced, price
from rfq.pricing.inputs import ENGINE_VERSION, PricingInputs
from rfq.pricing.storage import pack_books, parameters_as_json
from rfq.rules.request import check_bounds
from rfq.services.gather_inputs import gather_inputs
from rfq.services.refusals import readable
from rfq.types import Category, Leg, Side
from rfq.workflow import RFQ
from risk.averaging import reduces
from risk.selectors import value_in_limit_currency
from risk.services.decisions import decide_quote
from risk.services.reservations import reserve
from risk.services.trading import require_open
from risk.types import Need
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import LimitBreached, TradeopsError, Unavailable
from tradeops.reference.selectors import counterparty
from tradeops.reference.types import CounterpartySpec, InstrumentSpec
from tradeops.workflow.services import apply, link


def price_request(*, actor: Actor, rfq_id: UUID) -> None:
    """Turn a pending request into a firm, reserved quote, or reject it with a category.

    Does nothing when the request is no longer pending. Runs in the caller's transaction.
    """
    rfq = rows.get(Rfq, rfq_id, lock=rows.LOCK)
    if rfq.state != "PENDING_NEW":
        return
    client = counterparty(rfq.counterparty_id)
    apply(RFQ, rfq, "price", actor=actor, firm_id=client.firm_id)
    try:
        # A refusal leaves no half reservation: the savepoint takes everything back but the request itself.
        with transaction.atomic():
            quote = _quote(actor, rfq, client)
    except TradeopsError as error:
        reject(actor, rfq, client, _category(error), error)
        return
    apply(RFQ, rfq, "quote", actor=actor, firm_id=client.firm_id, payload={"quote_id": quote.id})


def reject(actor: Actor, rfq: Rfq, client: CounterpartySpec, category: Category, error: TradeopsError) -> None:
    """Close a request with its category for the client and the whole reason for the desk."""
    apply(
        RFQ,
        rfq,
        "reject",
        actor=actor,
        firm_id=client.firm_id,
        changes={"reject_code": error.code, "reject_category": category.value},
        payload={"category": category.value, "code": error.code, "context": readable(error.context)},
    )


def _quote(actor: Actor, rfq: Rfq, client: CounterpartySpec) -> Quote:
    inputs = gather_inputs(rfq, client)
    priced = price(inputs)
    reducing = all(_reduces(inputs.inventory, leg) for leg in priced.legs)
    require_open(counterparty_id=client.id, instrument=rfq.instrument_id, reducing_ok=reducing)
    for leg in priced.legs:
        check_bounds(leg.base_amount, inputs.instrument)
    now = database_now()
    expires_at = now + timedelta(milliseconds=inputs.policy.quote_life_ms)
    quote = _store(rfq, inputs, priced, expires_at=expires_at)
    cause = Subject("quote", quote.id)
    decide_quote(
        actor=actor, cause=cause, counterparty=client, instrument=inputs.instrument, legs=priced.legs, mid=priced.mid
    )
    needs = [_need(leg, inputs.instrument, priced.mid) for leg in priced.legs]
    reserve(actor=actor, cause=cause, counterparty=client, needs=needs, expires_at=expires_at)
    link(parent=Subject("rfq", rfq.id), child=cause)
    append(
        actor=actor,
        name="quote.published",
        subject=cause,
        firm_id=client.firm_id,
        payload={"rfq_id": rfq.id, "bid": quote.bid, "offer": quote.offer, "expires_at": expires_at},
    )
    return quote


def _reduces(inventory: Decimal, leg: Leg) -> bool:
    """Whether dealing on this leg would make the desk's position smaller: the desk takes the other side."""
    return reduces(inventory, -leg.base_amount if leg.side is Side.BUY else leg.base_amount)


def _store(rfq: Rfq, inputs: PricingInputs, priced: Priced, *, expires_at: datetime) -> Quote:
    sides = {
        name: value
        for leg in priced.legs
        for name, value in (
            ("offer" if leg.side is Side.BUY else "bid", leg.price),
            (f"{leg.side.value.lower()}_base_amount", leg.base_amount),
            (f"{leg.side.value.lower()}_quote_amount", leg.quote_amount),
            (f"{leg.side.value.lower()}_markup", leg.markup),
        )
    }
    waterfall = {leg.side.value: steps.as_json() for leg, steps in zip(priced.legs, priced.waterfalls, strict=True)}
    quote = Quote(
        rfq=rfq,
        counterparty_id=rfq.counterparty_id,
        instrument_id=rfq.instrument_id,
        mid=priced.mid,
        waterfall=waterfall,
        expires_at=expires_at,
        **sides,
    )
    rows.insert(quote)
    rows.insert(
        QuoteInputs(
            quote=quote,
            engine_version=ENGINE_VERSION,
            books=pack_books(inputs),
            parameters=parameters_as_json(inputs),
        )
    )
    return quote


def _need(leg: Leg, instrument: InstrumentSpec, mid: Decimal) -> Need:
    """What the client would deliver on this side, and what that is worth in the limit currency."""
    if leg.side is Side.BUY:
        return Need(
            instrument.quote.code, leg.quote_amount, value_in_limit_currency(instrument.quote.code, leg.quote_amount)
        )
    return Need(
        instrument.base.code, leg.base_amount, value_in_limit_currency(instrument.quote.code, leg.base_amount * mid)
    )


def _category(error: TradeopsError) -> Category:
    """What the client may know of a refusal."""
    named = error.context.get("category")
    if named in list(Category):
        return Category(named)
    if isinstance(error, LimitBreached):
        return Category.CREDIT
    if isinstance(error, Unavailable):
        return Category.TOO_SLOW
    return _BY_CODE.get(error.code, Category.UNSUPPORTED)


_BY_CODE = {
    "TRADING_HALTED": Category.RISK_LIMIT,
    "TRADING_REDUCING": Category.RISK_LIMIT,
    "PRICE_COLLAR": Category.PRICE_MOVED,
}
