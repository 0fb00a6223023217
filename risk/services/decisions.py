"""Decisions: every rule's verdict, stored with everything it was measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Protocol

from risk.models import Decision
from risk.rules import ORDER_RULES, QUOTE_RULES, evaluate
from risk.rules.base import Rule
from risk.rules.context import RuleContext
from risk.selectors import exposure_of, limits_of, order_limit, value_in_limit_currency
from risk.types import DecisionResult
from tradeops.access.policies import authorise
from tradeops.journal.encoding import to_json
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.money import exact_mul
from tradeops.reference.types import CounterpartySpec, Funding, InstrumentSpec


class PricedLeg(Protocol):
    """One side of a quote: price in quote per base, and what the two parties would deliver."""

    @property
    def price(self) -> Decimal: ...
    @property
    def base_amount(self) -> Decimal: ...
    @property
    def quote_amount(self) -> Decimal: ...


def decide(*, actor: Actor, cause: Subject, context: RuleContext, rules: Sequence[Rule]) -> DecisionResult:
    """Judge ``context`` by all ``rules`` and store the outcome, in the caller's transaction. Emits ``risk.decided``."""
    authorise(actor, "risk.decide")
    verdicts = evaluate(context, rules)
    row = Decision(
        cause_kind=cause.kind,
        cause_id=cause.id,
        approved=all(verdict.passed for verdict in verdicts),
        verdicts=[to_json(asdict(verdict)) for verdict in verdicts],
        inputs=to_json(asdict(context)),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
    )
    rows.insert(row)
    refused = [verdict.code for verdict in verdicts if not verdict.passed]
    append(
        actor=actor,
        name="risk.decided",
        subject=cause,
        payload={"decision_id": row.id, "approved": row.approved, "refused": refused},
    )
    return DecisionResult(row.id, row.approved, verdicts)


def decide_quote(
    *,
    actor: Actor,
    cause: Subject,
    counterparty: CounterpartySpec,
    instrument: InstrumentSpec,
    legs: Sequence[PricedLeg],
    mid: Decimal | None,
) -> DecisionResult:
    """Decide whether a priced quote may go out; the larger side counts.

    Raises LimitBreached with the first refusal's code and category; its context names the decision's verdicts,
    because a caller that rolls its quote back takes the stored row with it.
    """
    larger = max(legs, key=lambda leg: leg.quote_amount)
    credit = counterparty.funding is Funding.CREDIT
    exposure = exposure_of(counterparty.id) if credit else None
    context = RuleContext(
        counterparty_status=counterparty.status.value,
        funding=counterparty.funding.value,
        instrument_status=instrument.status.value,
        size=max(leg.base_amount for leg in legs),
        min_size=instrument.min_size,
        max_size=instrument.max_size,
        size_step=instrument.size_step,
        value=value_in_limit_currency(instrument.quote.code, larger.quote_amount),
        per_trade_limit=limits_of(counterparty.id).per_trade,
        exposure_limit=exposure.limit if exposure else None,
        exposure_used=exposure.used if exposure else None,
        exposure_reserved=exposure.reserved if exposure else None,
        prices=tuple(leg.price for leg in legs),
        mid=mid,
    )
    decision = decide(actor=actor, cause=cause, context=context, rules=QUOTE_RULES)
    decision.require_approved()
    return decision


def decide_order(
    *,
    actor: Actor,
    cause: Subject,
    instrument: InstrumentSpec,
    quantity: Decimal,
    price: Decimal | None,
    mid: Decimal | None,
    data_age_ms: int | None,
) -> DecisionResult:
    """Decide whether the desk may send an order of ``quantity`` base at ``price`` or better.

    Never raises for a refusal: an order that is not approved is stored as denied, with its decision.
    """
    value = None
    if price is not None:
        value = value_in_limit_currency(instrument.quote.code, exact_mul(quantity, price))
    context = RuleContext(
        instrument_status=instrument.status.value,
        size=quantity,
        size_step=instrument.size_step,
        value=value,
        order_limit=order_limit(),
        prices=() if price is None else (price,),
        mid=mid,
        data_age_ms=data_age_ms,
    )
    return decide(actor=actor, cause=cause, context=context, rules=ORDER_RULES)
