"""Booking a client's trade: the trade, the desk's position and the ledger, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from oms.models import Trade
from oms.postings import client_trade
from oms.types import Booked, TradeTerms
from risk.services.positions import record
from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.ledger.services import post
from tradeops.reference.types import CounterpartySpec, InstrumentSpec
from tradeops.workflow.services import link


def book_trade(
    *,
    actor: Actor,
    root: Subject,
    source: Subject,
    counterparty: CounterpartySpec,
    instrument: InstrumentSpec,
    terms: TradeTerms,
    at: datetime,
    resolves: Sequence[str] = (),
) -> Booked:
    """Book ``terms`` for the client. ``resolves`` names the ledger holds that the client's leg spends.

    Emits ``trade.booked``. Raises Denied, or what the ledger raises: nothing is written then.
    """
    authorise(actor, "oms.book_trade")
    trade = _insert(source, counterparty, instrument, terms, at)
    cause = Subject("trade", trade.id)
    desk_buys = terms.side == "SELL"
    record(
        actor=actor,
        instrument=instrument.symbol,
        side_of_desk="BUY" if desk_buys else "SELL",
        base_amount=terms.base_amount,
        quote_amount=terms.quote_amount + terms.markup if desk_buys else terms.quote_amount - terms.markup,
        cause=cause,
    )
    legs = client_trade(
        counterparty_id=counterparty.id,
        funding=counterparty.funding,
        side=terms.side,
        base=instrument.base.code,
        quote=instrument.quote.code,
        base_amount=terms.base_amount,
        quote_amount=terms.quote_amount,
        markup=terms.markup,
    )
    post(actor, reference=str(cause), code="CLIENT_TRADE", source=cause, legs=legs, resolves=tuple(resolves))
    link(parent=root, child=cause)
    append(
        actor=actor,
        name="trade.booked",
        subject=cause,
        firm_id=counterparty.firm_id,
        payload={"rfq_id": root.id, "quote_id": source.id, **_told(trade)},
    )
    return Booked(trade.id, trade.value_date)


def _insert(
    source: Subject, counterparty: CounterpartySpec, instrument: InstrumentSpec, terms: TradeTerms, at: datetime
) -> Trade:
    trade = Trade(
        counterparty_id=counterparty.id,
        instrument_id=instrument.symbol,
        source_kind=source.kind,
        source_id=source.id,
        side=terms.side,
        base_amount=terms.base_amount,
        quote_amount=terms.quote_amount,
        markup=terms.markup,
        price=terms.price,
        exposure=terms.exposure,
        funding=counterparty.funding.value,
        value_date=(at + timedelta(days=counterparty.settlement_days)).date(),
    )
    rows.insert(trade)
    return trade


def _told(trade: Trade) -> dict[str, object]:
    """What the event says of a trade: enough for hedging and settlement to act without reading it."""
    return {
        "counterparty_id": trade.counterparty_id,
        "instrument": trade.instrument_id,
        "side": trade.side,
        "base_amount": trade.base_amount,
        "quote_amount": trade.quote_amount,
        "price": trade.price,
        "value_date": trade.value_date,
        "funding": trade.funding,
    }
