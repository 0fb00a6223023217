"""What a venue says about an order: the answer to sending it, a report of the stream, or the answer to a question."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from oms.models import ChildOrder
from oms.rules.absence import never_arrived
from oms.services.order_rows import find_child, lock_child
from oms.services.progress import Progress
from oms.services.record_execution import settle, take_in
from oms.types import Lifecycle, Source
from tradeops.access.policies import authorise
from tradeops.connectivity.types import CommandResult, OrderStatus, Outcome, VenueOrder
from tradeops.kernel.actor import Actor


def record_answer(*, actor: Actor, child_id: UUID, result: CommandResult) -> None:
    """Write what became of sending a child, in the caller's transaction. It may already be known: evidence adds up.

    Emits ``order.accepted``, ``order.rejected`` or ``order.unknown``, and what follows from fills.
    """
    authorise(actor, "oms.report_order")
    progress = Progress(actor, *lock_child(child_id))
    if result.outcome is Outcome.CONFIRMED and result.order is not None:
        fills = [take_in(progress, trade, Source.REPLY) for trade in result.trades]
        _report(progress, result.order)
        settle(progress, [fill for fill in fills if fill])
    elif progress.child.lifecycle != Lifecycle.PENDING_NEW:
        return
    elif result.outcome is Outcome.UNKNOWN:
        progress.doubt(code=result.code)
    else:
        progress.reject(code=result.code or "VENUE_REJECTED", detail=result.detail)
    progress.write()


def record_doubt(*, actor: Actor, child_id: UUID, code: str) -> None:
    """The sender was cut off: unless the venue was heard of since, the order is UNKNOWN.

    Runs in the caller's transaction.
    """
    authorise(actor, "oms.report_order")
    progress = Progress(actor, *lock_child(child_id))
    if progress.child.lifecycle == Lifecycle.PENDING_NEW:
        progress.doubt(code=code)
        progress.write()


def record_report(*, actor: Actor, venue_account_id: UUID, report: VenueOrder) -> bool:
    """Write a venue's report on an order; False when it is none of the desk's. Old and repeated ones change nothing."""
    authorise(actor, "oms.report_order")
    child = find_child(venue_account_id, report)
    if child is None:
        return False
    if is_news(child, report):
        with transaction.atomic():
            progress = Progress(actor, *lock_child(child.pk))
            _report(progress, report)
            progress.write()
    return True


@transaction.atomic
def record_absence(*, actor: Actor, child_id: UUID, asked_at: datetime) -> bool:
    """The venue answered that it has no such order; whether that is proof by now, which ends it as rejected.

    ``asked_at`` is the database's time before the question was sent.
    """
    authorise(actor, "oms.report_order")
    progress = Progress(actor, *lock_child(child_id))
    child = progress.child
    if child.lifecycle != Lifecycle.PENDING_NEW or child.sent_at is None:
        return False
    proven = never_arrived(sent_at=child.sent_at, first_missing_at=child.missing_since, asked_at=asked_at)
    if proven:
        progress.reject(code="NEVER_ARRIVED", detail="the venue has no such order")
    elif child.missing_since is None:
        progress.note(child, missing_since=asked_at)
    progress.write()
    return proven


def _report(progress: Progress, report: VenueOrder) -> None:
    child = progress.child
    if not is_news(child, report):
        return
    if not child.venue_order_id:
        progress.note(child, venue_order_id=report.venue_order_id)
    if child.is_over:
        return
    progress.resolve_doubt(found=True)
    if report.status is not OrderStatus.REJECTED:
        progress.accept()
    if not report.status.is_open:
        progress.note(child, final_status=report.status.value, final_filled=report.filled)
    progress.advance()


def is_news(child: ChildOrder, report: VenueOrder) -> bool:
    """Whether a report can change a child, seen with or without its lock.

    What makes a report old is never undone: that the venue's id is known, that the order works, that it is over. And
    a venue speaks of an order only after its mark as sent was committed.
    """
    if child.lifecycle in (Lifecycle.DRAFT, Lifecycle.DENIED):
        return False
    if not child.venue_order_id:
        return True
    working = child.lifecycle == Lifecycle.NEW and child.unknown_since is None
    return not child.is_over and not (working and report.status.is_open)
