"""Everything the page of one deal shows, read through the selectors of each domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from oms.selectors import orders, residuals, trades
from rfq.selectors import latest_quote, request
from risk.selectors import decisions
from settlement.selectors import obligations
from tradeops.desks.checks import TOLD_BY_CHECK, refused_check
from tradeops.desks.checks import Check as ShownCheck
from tradeops.desks.checks import checks as shown_checks
from tradeops.desks.deal.hedge import Hedge, edge, hedge
from tradeops.desks.deal.journal import EventRow, event_rows
from tradeops.desks.deal.money import EntryRows, entries, unbalanced
from tradeops.desks.deal.price import PriceSteps, price_steps
from tradeops.desks.deal.stages import count_over, drawn
from tradeops.desks.measured import tidy
from tradeops.journal.selectors import positions_of
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.ledger.selectors import lines_of
from tradeops.operations.selectors import timeline
from tradeops.operations.types import Timeline
from tradeops.reference.selectors import instrument
from tradeops.reference.types import InstrumentSpec
from tradeops.web.drawings.gantt import Stage
from tradeops.web.formatting import short_ids

OVER = frozenset({"FILLED", "REJECTED", "CANCELED", "EXPIRED"})


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict on the quote or on a hedge order, as the trader's page shows it."""

    about: str
    shown: ShownCheck


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the desk may know of a rejected request; ``category`` is all that the client learned."""

    category: str
    shown: ShownCheck
    more: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Deal:
    """Every list is empty where the deal has not come so far."""

    rfq: Any
    quote: Any | None
    trade: Any | None
    instrument: InstrumentSpec
    timeline: Timeline
    stages: tuple[Stage, ...]
    prices: tuple[PriceSteps, ...]
    checks: tuple[Check, ...]
    refusal: Refusal | None
    hedge: Hedge
    residuals: tuple[Any, ...]
    edge: Decimal | None
    legs: tuple[Any, ...]
    entries: tuple[EntryRows, ...]
    unbalanced: tuple[str, ...]
    journal: tuple[EventRow, ...]

    @property
    def over_budget(self) -> int:
        return count_over(self.stages)

    @property
    def worst(self) -> str:
        """The tone of the stage that is furthest over its budget."""
        tones = {stage.tone for stage in self.stages}
        return next((tone for tone in ("danger", "warn") if tone in tones), "")

    @property
    def to_quote(self) -> Stage | None:
        """The stage from request to quote."""
        return next((stage for stage in self.stages if stage.phase == "Price"), None)

    @property
    def is_settled(self) -> bool:
        return bool(self.legs) and all(leg.state == "SETTLED" for leg in self.legs)

    @property
    def is_moving(self) -> bool:
        """Whether something of it still counts its time."""
        return any(stage.running for stage in self.stages) or self.rfq.state not in OVER


def read(actor: Actor, rfq_id: UUID) -> Deal:
    """The deal that began with this request. Raises Denied, and NotFound ``RFQ_UNKNOWN``."""
    rfq = request(actor, rfq_id)
    spec = instrument(rfq.instrument_id)
    quote = latest_quote(rfq)
    course = timeline(Subject("rfq", rfq_id))
    ids = _by_kind(course.subjects)
    acceptance = getattr(quote, "acceptance", None) if quote else None
    trade = trades(actor).filter(pk=acceptance.trade_id).first() if acceptance else None
    hedges = orders(actor).filter(pk__in=ids.get("order", ())).order_by("created_at", "id")
    done = hedge(list(hedges.prefetch_related("children__executions")), spec.quote.code)
    legs = obligations(actor).filter(trade_id=trade.pk).order_by("-direction") if trade else ()
    names = {f"counterparty:{rfq.counterparty_id}": rfq.counterparty.name}
    lines = lines_of([*course.subjects, *_executions(done)])
    return Deal(
        rfq=rfq,
        quote=quote,
        trade=trade,
        instrument=spec,
        timeline=course,
        stages=tuple(drawn(course.spans, {row.child.pk: row.child.venue_id for row in done.children})),
        prices=price_steps(quote, acceptance.side if acceptance else "") if quote else (),
        checks=tuple(_checks(actor, course.subjects)),
        refusal=next((_refusal(event.payload) for event in course.events if event.name == "rfq.rejected"), None),
        hedge=done,
        residuals=tuple(residuals(actor).filter(pk__in=ids.get("residual", ()))),
        edge=edge(trade, done) if trade else None,
        legs=tuple(legs),
        entries=tuple(entries(lines, names)),
        unbalanced=tuple(unbalanced(lines)),
        journal=tuple(event_rows(course.events, positions_of([event.id for event in course.events]))),
    )


def _by_kind(subjects: Sequence[Subject]) -> dict[str, list[UUID]]:
    ids: dict[str, list[UUID]] = {}
    for subject in subjects:
        ids.setdefault(subject.kind, []).append(subject.id)
    return ids


def _executions(done: Hedge) -> list[Subject]:
    return [Subject("execution", entry.pk) for row in done.children for entry in row.child.executions.all()]


def _refusal(payload: dict[str, Any]) -> Refusal:
    context = payload.get("context", {})
    more = ((name, value) for name, value in context.items() if name not in TOLD_BY_CHECK)
    return Refusal(
        category=payload["category"],
        shown=refused_check(payload["code"], context),
        more=tuple((name.replace("_", " ").capitalize(), short_ids(tidy(str(value)))) for name, value in more),
    )


def _checks(actor: Actor, subjects: Sequence[Subject]) -> list[Check]:
    about = [subject for subject in subjects if subject.kind in ("quote", "order")]
    return [
        Check(subject.kind, shown)
        for subject in sorted(about, key=lambda subject: subject.id)
        for decision in decisions(actor, subject)
        for shown in shown_checks(decision.verdicts)
    ]
