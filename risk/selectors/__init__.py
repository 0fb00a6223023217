"""Reads of risk, as frozen values. What belongs to a firm is scoped to the actor here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from risk.averaging import reduces as _reduces
from risk.models import Decision, Exposure, Limit, Position, TradingState
from risk.scopes import covering
from risk.selectors.shapes import exposure_view, limit_view, position_view, trading_state_view
from risk.selectors.valuation import value_in_limit_currency
from risk.types import (
    DecisionResult,
    ExposureView,
    LimitKind,
    LimitView,
    PositionView,
    Side,
    TradingMode,
    TradingStateView,
    Verdict,
)
from tradeops.access.policies import authorise
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor

MAIN_BOOK = "main"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CounterpartyLimits:
    """None: not set, which allows nothing."""

    per_trade: Decimal | None
    exposure: Decimal | None


def exposure_of(counterparty_id: UUID) -> ExposureView | None:
    """For programs: a counterparty's exposure; None when no limit was ever set."""
    row = Exposure.objects.as_system().select_related("counterparty").filter(pk=counterparty_id).first()
    return None if row is None else exposure_view(row)


def exposures(actor: Actor, *, counterparty_id: UUID | None = None) -> list[ExposureView]:
    """What ``actor`` may see: its own for a client, all (or the named one) for the desk."""
    authorise(actor, "risk.view_exposure")
    seen = Exposure.objects.visible_to(actor).select_related("counterparty").order_by("counterparty__name")
    if counterparty_id is not None:
        seen = seen.filter(pk=counterparty_id)
    return [exposure_view(row) for row in seen]


def limits_of(counterparty_id: UUID) -> CounterpartyLimits:
    """For programs: the limits that bind one counterparty."""
    found = {row.kind: row.amount for row in rows.find(Limit, "counterparty_id = %s", [counterparty_id])}
    return CounterpartyLimits(found.get(LimitKind.PER_TRADE), found.get(LimitKind.COUNTERPARTY_EXPOSURE))


def order_limit() -> Decimal | None:
    """For programs: the largest value of one order of the desk."""
    row = rows.first(Limit, "kind = %s", [LimitKind.ORDER_NOTIONAL.value])
    return None if row is None else row.amount


def limits(actor: Actor, *, counterparty_id: UUID | None = None) -> list[LimitView]:
    """All limits, or a counterparty's, for the desk."""
    authorise(actor, "risk.view")
    known = Limit.objects.all()
    if counterparty_id is not None:
        known = known.filter(counterparty=counterparty_id)
    return [limit_view(row) for row in known]


def position(instrument: str) -> PositionView:
    """For programs: the desk's position; flat when nothing was ever traded."""
    row = rows.first(Position, "book = %s AND instrument_id = %s", [MAIN_BOOK, instrument])
    if row is None:
        return PositionView(None, MAIN_BOOK, instrument, ZERO, ZERO, ZERO, None, None)
    return position_view(row)


def positions(actor: Actor) -> list[PositionView]:
    """Every position, for the desk."""
    authorise(actor, "risk.view")
    return [position_view(row) for row in Position.objects.all()]


def reduces(instrument: str, *, side_of_desk: str, base_amount: Decimal) -> bool:
    """For programs: whether a deal makes the desk's position smaller without turning it round."""
    change = base_amount if side_of_desk == Side.BUY else -base_amount
    return _reduces(position(instrument).quantity, change)


def trading_states(actor: Actor) -> list[TradingStateView]:
    """Every scope that is or was stopped, and the two of the whole desk."""
    authorise(actor, "risk.view")
    return [trading_state_view(row) for row in TradingState.objects.all()]


def trading_state(actor: Actor, scope: str) -> TradingStateView | None:
    """One scope's state; None for one that was never stopped."""
    authorise(actor, "risk.view")
    row = TradingState.objects.filter(scope=scope).first()
    return None if row is None else trading_state_view(row)


def is_halted(counterparty_id: UUID, instrument: str) -> bool:
    """Whether a halt stops every deal of the two, as ``require_open`` sees it; only for show, nothing is kept so."""
    scopes = covering(counterparty_id=counterparty_id, instrument=instrument, venue=None)
    return TradingState.objects.filter(scope__in=scopes, state=TradingMode.HALTED).exists()


def decisions(actor: Actor, cause: Subject) -> Sequence[DecisionResult]:
    """What was decided about ``cause``, newest first, with every verdict, for the desk."""
    authorise(actor, "risk.view")
    made = Decision.objects.filter(cause_kind=cause.kind, cause_id=cause.id).order_by("-decided_at")
    return [
        DecisionResult(row.id, row.approved, tuple(Verdict.from_json(entry) for entry in row.verdicts)) for row in made
    ]


__all__ = [
    "CounterpartyLimits",
    "decisions",
    "exposure_of",
    "exposures",
    "is_halted",
    "limits",
    "limits_of",
    "order_limit",
    "position",
    "positions",
    "reduces",
    "trading_state",
    "trading_states",
    "value_in_limit_currency",
]
