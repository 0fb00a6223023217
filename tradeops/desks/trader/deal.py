"""The panel of the request that a trader looks at: its price, its checks, what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from oms.selectors import orders_of_trade
from rfq.selectors import latest_quote, request, requests
from rfq.types import Leg, Side
from risk.selectors import decisions, exposures, position
from risk.types import ExposureView
from tradeops.desks.checks import Check, checks, refused_check
from tradeops.desks.deal.price import PriceSteps, price_steps
from tradeops.desks.trader.blotter import OPEN, OWNERS, Hedged, acceptance_of, hedged, residual_states
from tradeops.journal.selectors import of_subjects
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.reference.selectors import instrument
from tradeops.reference.types import InstrumentSpec


@dataclass(frozen=True, slots=True)
class PricedSide:
    """One side of the quote with its distance from the mid."""

    leg: Leg
    bps: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """The desk after the client took one side, before the hedge: position in base, markup earned in quote."""

    side: Side
    position: Decimal
    markup: Decimal


@dataclass(frozen=True, slots=True)
class Deal:
    """Everything of one request. ``taken`` is the acceptance; ``bid`` and ``offer`` are None where not asked for."""

    rfq: Any
    quote: Any | None
    taken: Any | None
    instrument: InstrumentSpec
    bid: PricedSide | None
    offer: PricedSide | None
    spread_bps: Decimal | None
    steps: tuple[PriceSteps, ...]
    checks: list[Check]
    position: Decimal
    exposure: ExposureView | None
    outlooks: tuple[Outlook, ...]
    orders: Sequence[Any]
    hedged: Hedged | None
    owner: tuple[str, str] | None

    @property
    def is_open(self) -> bool:
        return self.rfq.state in OPEN

    @property
    def tier_word(self) -> str:
        return f"Tier {self.rfq.counterparty.tier}"

    @property
    def deadline(self) -> datetime:
        moment: datetime = (self.quote or self.rfq).expires_at
        return moment

    @property
    def since(self) -> datetime:
        moment: datetime = (self.quote or self.rfq).created_at
        return moment


def chosen(actor: Actor, rfq_id: UUID | None) -> Any | None:
    """The request named, or the newest. Raises NotFound ``RFQ_UNKNOWN``."""
    return request(actor, rfq_id) if rfq_id else requests(actor).first()


def followed(actor: Actor, shown: UUID | None) -> Any | None:
    """The request shown while it is live, then the newest: a key must not come to mean another client's quote."""
    kept = requests(actor).filter(pk=shown, state__in=OPEN).first() if shown else None
    return kept or requests(actor).first()


def build(actor: Actor, rfq: Any) -> Deal:
    """Read what belongs to ``rfq``."""
    quote, taken = latest_quote(rfq), acceptance_of(rfq)
    spec = instrument(rfq.instrument_id)
    legs = {side: leg for side in Side if quote and (leg := quote.leg(side))}
    found = exposures(actor, counterparty_id=rfq.counterparty_id)
    exposure = found[0] if found and found[0].limit > 0 else None
    held = position(rfq.instrument_id).quantity
    orders = orders_of_trade(actor, taken.trade_id) if taken else []
    # The distances are those of the waterfall beside them, which is rounded term by term.
    bps = {step.drawn_as: step.bps for step in price_steps(quote, "")} if quote else {}
    priced = {side: PricedSide(leg, bps["offer" if side is Side.BUY else "bid"]) for side, leg in legs.items()}
    both = len(legs) == 2
    return Deal(
        rfq=rfq,
        quote=quote,
        taken=taken,
        instrument=spec,
        bid=priced.get(Side.SELL),
        offer=priced.get(Side.BUY),
        spread_bps=priced[Side.BUY].bps - priced[Side.SELL].bps if both else None,
        steps=price_steps(quote, taken.side if taken else "") if quote else (),
        checks=_checks(actor, rfq, quote),
        position=held,
        exposure=exposure,
        outlooks=tuple(_outlook(leg, held) for leg in legs.values()) if rfq.state in OPEN else (),
        orders=orders,
        hedged=_hedged(actor, orders, taken) if taken else None,
        owner=OWNERS.get(rfq.state),
    )


def _hedged(actor: Actor, orders: Sequence[Any], taken: Any) -> Hedged:
    state = residual_states(actor, [taken.trade_id]).get(taken.trade_id, "")
    return hedged(orders, taken.accepted_at, residual=state)


def _outlook(leg: Leg, held: Decimal) -> Outlook:
    change = -leg.base_amount if leg.side is Side.BUY else leg.base_amount
    return Outlook(leg.side, held + change, leg.markup)


def _checks(actor: Actor, rfq: Any, quote: Any | None) -> list[Check]:
    if quote is not None:
        found = decisions(actor, Subject("quote", quote.pk))
        return checks(found[0].verdicts) if found else []
    if rfq.reject_code:
        # A refused quote was rolled back with its decision; the event keeps what was measured.
        events = [event for event in of_subjects([Subject("rfq", rfq.pk)]) if event.name == "rfq.rejected"]
        return [refused_check(rfq.reject_code, events[-1].payload.get("context", {}) if events else {})]
    return []
