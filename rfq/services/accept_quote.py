"""Accepting a quote: reservation into trade, position and postings, in one transaction."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from oms.services.book_trade import book_trade
from oms.types import TradeTerms
from rfq.models import Acceptance, Quote, Rfq
from rfq.rules.acceptance import check_acceptance
from rfq.rules.request import check_client_id
from rfq.selectors import visible_row
from rfq.services.refusals import refusal_recorded
from rfq.types import Accepted, Leg, Side
from rfq.workflow import QUOTE, RFQ
from risk.services.positions import lock_position
from risk.services.reservations import commit
from risk.services.trading import require_open
from tradeops.access.policies import authorise
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Conflict, Invalid, NotFound
from tradeops.kernel.money import parse_amount
from tradeops.reference.selectors import counterparty_terms, instrument_terms
from tradeops.reference.types import CounterpartySpec
from tradeops.workflow.services import apply


def accept_quote(
    *, actor: Actor, quote_id: UUID, side: str, client_order_id: str, limit_price: str | None = None
) -> Accepted:
    """Deal on one side of a live quote.

    The same ``client_order_id`` with the same content returns the first answer; other content raises Conflict
    ``CLIENT_ID_REUSED``. Raises NotFound for another firm's quote, Invalid for malformed input, Conflict
    ``TRADING_HALTED`` and what ``check_acceptance`` raises; only a ``quote.accept_refused`` event is written then.
    """
    asked = {"side": side, "client_order_id": client_order_id, "limit_price": limit_price}
    authorise(actor, "rfq.accept")
    quote = visible_row(actor, Quote, quote_id)
    if quote is None:
        raise NotFound("QUOTE_UNKNOWN", "there is no such quote")
    with refusal_recorded(actor, "quote.accept_refused", Subject("quote", quote.id), asked):
        if side not in list(Side):
            raise Invalid("SIDE_UNKNOWN", "side is BUY or SELL", fields={"side": []})
        check_client_id(client_order_id, "client_order_id")
        limit = None if limit_price is None else _limit(limit_price)
        client = counterparty_terms(quote.counterparty_id)
        try:
            return _known(quote, Side(side), client_order_id, limit) or _accept(
                actor, quote, client, Side(side), client_order_id, limit
            )
        except IntegrityError:
            # The same client id, or this quote, was being accepted at the same time: say what came of it.
            if (known := _known(quote, Side(side), client_order_id, limit)) is not None:
                return known
            raise


def _limit(text: str) -> Decimal:
    limit = parse_amount(text, field="limit_price")
    if limit <= 0:
        raise Invalid("LIMIT_PRICE_NOT_POSITIVE", "limit_price is above zero", fields={"limit_price": []})
    return limit


@transaction.atomic
def _accept(
    actor: Actor, quote: Quote, client: CounterpartySpec, side: Side, client_order_id: str, limit: Decimal | None
) -> Accepted:
    require_open(counterparty_id=client.id, instrument=quote.instrument_id, reducing_ok=True)
    rfq = rows.get(Rfq, quote.rfq_id, lock=rows.LOCK)
    quote = rows.get(Quote, quote.pk, lock=rows.LOCK)
    # Only what ended the quote meanwhile can have been this very accept.
    if quote.state != "ACTIVE" and (known := _known(quote, side, client_order_id, limit)) is not None:
        return known
    now = database_now()
    leg = check_acceptance(
        state=quote.state, leg=quote.leg(side), side=side, limit_price=limit, expires_at=quote.expires_at, now=now
    )
    root, cause = Subject("rfq", rfq.id), Subject("quote", quote.id)
    apply(RFQ, rfq, "accept", actor=actor, firm_id=client.firm_id, payload={"quote_id": quote.id, "side": side.value})
    spec = instrument_terms(quote.instrument_id)
    # Ending the reservation touches balances, which come after the position in the written order of locks.
    lock_position(spec.symbol)
    committed = commit(actor=actor, cause=cause, asset=spec.quote.code if side is Side.BUY else spec.base.code)
    booked = book_trade(
        actor=actor,
        root=root,
        source=cause,
        counterparty=client,
        instrument=spec,
        terms=TradeTerms(side.value, leg.base_amount, leg.quote_amount, leg.markup, leg.price, committed.value),
        at=now,
        resolves=committed.resolves,
    )
    rows.insert(
        Acceptance(
            quote=quote,
            counterparty_id=client.id,
            client_order_id=client_order_id,
            side=side.value,
            limit_price=limit,
            accepted_by=actor.label,
            accepted_at=now,
            trade_id=booked.trade_id,
        )
    )
    dealt = {"side": side.value, "trade_id": booked.trade_id}
    apply(QUOTE, quote, "trade", actor=actor, firm_id=client.firm_id, payload=dealt)
    apply(RFQ, rfq, "fill", actor=actor, firm_id=client.firm_id, payload=dealt)
    return _result(quote, leg, booked.trade_id, now)


def _known(quote: Quote, side: Side, client_order_id: str, limit: Decimal | None) -> Accepted | None:
    """The answer this client id was given before; raises Conflict when it was for something else."""
    key = [quote.counterparty_id, client_order_id]
    found = rows.first(Acceptance, "counterparty_id = %s AND client_order_id = %s", key)
    if found is None:
        return None
    if (found.quote_id, found.side, found.limit_price) != (quote.pk, side.value, limit):
        raise Conflict("CLIENT_ID_REUSED", "this client_order_id was used for another accept")
    leg = quote.leg(side)
    assert leg is not None
    return _result(quote, leg, found.trade_id, found.accepted_at)


def _result(quote: Quote, leg: Leg, trade_id: UUID, at: datetime) -> Accepted:
    return Accepted(
        quote_id=quote.pk,
        rfq_id=quote.rfq_id,
        trade_id=trade_id,
        side=leg.side,
        price=leg.price,
        base_amount=leg.base_amount,
        quote_amount=leg.quote_amount,
        accepted_at=at,
    )
