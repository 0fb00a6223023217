"""The figures over the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oms.selectors import open_residuals
from settlement.selectors import obligations
from tradeops.access.selectors import approval_spec, approvals_of, can_decide
from tradeops.journal.selectors import deliveries, oldest_open_by_queue
from tradeops.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of what somebody has to look at. ``mine``: approvals that this reader may decide."""

    today: int
    today_clients: int
    overdue: int
    oldest_due: date | None
    later: int
    next_due: date | None
    approvals: int
    mine: int
    oldest_approval: timedelta | None
    residuals: int
    oldest_residual: timedelta | None
    dead: int
    open: int
    oldest_open: timedelta | None


def summary(actor: Actor, now: datetime) -> Summary:
    """Everything is counted in the database but approvals, which are few."""
    today = now.date()
    legs = obligations(actor).filter(state="OPEN").order_by("value_date")
    due, late, later = (
        legs.filter(value_date=today),
        legs.filter(value_date__lt=today),
        legs.filter(value_date__gt=today),
    )
    asked = [approval_spec(row) for row in approvals_of(actor).filter(state="PENDING").order_by("created_at")]
    residuals = open_residuals(actor)
    oldest = residuals.first()
    waiting = oldest_open_by_queue().values()
    return Summary(
        today=due.count(),
        today_clients=due.order_by().values("counterparty_id").distinct().count(),
        overdue=late.count(),
        oldest_due=late.values_list("value_date", flat=True).first(),
        later=later.count(),
        next_due=later.values_list("value_date", flat=True).first(),
        approvals=len(asked),
        mine=sum(can_decide(actor, spec) for spec in asked),
        oldest_approval=now - asked[0].created_at if asked else None,
        residuals=residuals.count(),
        oldest_residual=now - oldest.opened_at if oldest else None,
        dead=deliveries("DEAD").count(),
        open=sum(depth for depth, _ in waiting),
        oldest_open=now - min(since for _, since in waiting) if waiting else None,
    )
