"""Taking in a request for quote."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from rfq.models import Rfq
from rfq.rules.request import check_request
from rfq.services.refusals import refusal_recorded
from rfq.types import RfqDraft, Terms
from risk.services.trading import require_open
from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Conflict, Denied, Invalid, NotFound
from tradeops.kernel.money import parse_amount
from tradeops.marketdata.selectors import require_market
from tradeops.reference.selectors import counterparty_of, instrument
from tradeops.reference.types import CounterpartySpec, InstrumentSpec, Status

# A request that was not priced by then is worthless to its client.
REQUEST_LIFE = timedelta(seconds=10)


def request_quote(*, actor: Actor, rfq_id: UUID, draft: RfqDraft) -> tuple[Rfq, bool]:
    """Record the client's request under the id ``rfq_id`` and have it priced; whether it is new.

    The same ``client_rfq_id`` with the same content returns the first request; other content raises Conflict
    ``CLIENT_ID_REUSED``. Raises Invalid (see ``check_request``), Denied, Conflict ``TRADING_HALTED`` and Unavailable
    ``MARKET_DATA_*``; nothing but an ``rfq.refused`` event is written then.
    """
    with refusal_recorded(actor, "rfq.refused", Subject("rfq", rfq_id), asdict(draft)):
        authorise(actor, "rfq.request")
        counterparty = _counterparty(actor)
        if (known := _known(counterparty, draft)) is not None:
            return known, False
        terms = check_request(draft, _instrument(draft.instrument))
        if counterparty.status is not Status.ACTIVE:
            raise Denied("COUNTERPARTY_SUSPENDED", "trading is suspended for your firm; ask the help desk")
        require_market(terms.instrument)
        try:
            return _create(actor, rfq_id, counterparty, terms, draft), True
        except IntegrityError:
            # The same client id came in twice at the same time: the other one won.
            if (known := _known(counterparty, draft)) is not None:
                return known, False
            raise


def _create(actor: Actor, rfq_id: UUID, counterparty: CounterpartySpec, terms: Terms, draft: RfqDraft) -> Rfq:
    with transaction.atomic():
        # Whether a reducing desk takes it is known with the price: here only a halt refuses.
        require_open(counterparty_id=counterparty.id, instrument=terms.instrument, reducing_ok=True)
        rfq = Rfq(
            id=rfq_id,
            counterparty_id=counterparty.id,
            instrument_id=terms.instrument,
            side=terms.side.value,
            quantity=terms.quantity,
            counter_amount=terms.counter_amount,
            client_rfq_id=draft.client_rfq_id,
            requested_by=actor.label,
            expires_at=database_now() + REQUEST_LIFE,
        )
        rows.insert(rfq)
        append(
            actor=actor,
            name="rfq.requested",
            subject=Subject("rfq", rfq.id),
            firm_id=counterparty.firm_id,
            payload={
                "state": rfq.state,
                "counterparty_id": counterparty.id,
                "instrument": terms.instrument,
                "side": terms.side.value,
                "quantity": terms.quantity,
                "counter_amount": terms.counter_amount,
                "expires_at": rfq.expires_at,
            },
        )
    return rfq


def _counterparty(actor: Actor) -> CounterpartySpec:
    try:
        if actor.firm_id is not None:
            return counterparty_of(actor.firm_id)
    except NotFound:
        pass
    raise Denied("NO_COUNTERPARTY", "your firm has no trading relation with the desk")


def _instrument(symbol: object) -> InstrumentSpec | None:
    try:
        return instrument(symbol) if isinstance(symbol, str) else None
    except NotFound:
        return None


def _known(counterparty: CounterpartySpec, draft: RfqDraft) -> Rfq | None:
    """The request that already has this client id; raises Conflict when it asked for something else."""
    if not isinstance(draft.client_rfq_id, str):
        return None
    found = rows.first(Rfq, "counterparty_id = %s AND client_rfq_id = %s", [counterparty.id, draft.client_rfq_id])
    if found is None:
        return None
    if not same_request(found, draft):
        raise Conflict("CLIENT_ID_REUSED", "this client_rfq_id was used for another request")
    return found


def same_request(rfq: Rfq, draft: RfqDraft) -> bool:
    """Whether ``draft`` asks for what ``rfq`` asked for: numbers are compared by value."""
    return (
        rfq.instrument_id == draft.instrument
        and rfq.side == draft.side
        and rfq.quantity == _value(draft.quantity)
        and rfq.counter_amount == _value(draft.counter_amount)
    )


def _value(text: object) -> object:
    if text is None:
        return None
    try:
        return parse_amount(text)
    except Invalid:
        return text
