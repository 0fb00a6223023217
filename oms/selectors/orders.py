"""Reading hedge orders, executions and residuals: the desk's own, never a client's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from oms.models import ChildOrder, Execution, Order, Residual, VenueSession
from tradeops.access.policies import authorise
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import NotFound
from tradeops.reference.selectors import venue_accounts

_OVER = Q(lifecycle__in=["DONE", "DENIED"])


@dataclass(frozen=True, slots=True)
class VenueGate:
    """Whether new orders may be sent to a venue account now."""

    venue: str
    account: str
    is_open: bool
    reconciled_at: datetime | None


def orders(actor: Actor) -> QuerySet[Order]:
    """Every hedge order with its children, newest first."""
    authorise(actor, "oms.view_orders")
    rows = Order.objects.select_related("instrument", "trade__counterparty", "residual")
    return rows.prefetch_related("children").order_by("-created_at", "-id")


def order(actor: Actor, order_id: UUID) -> Order:
    """One order with children and their executions. Raises NotFound ``ORDER_UNKNOWN``."""
    found = orders(actor).prefetch_related("children__executions").filter(pk=order_id).first()
    if found is None:
        raise NotFound("ORDER_UNKNOWN", "there is no such order")
    return found


def open_orders(actor: Actor) -> QuerySet[Order]:
    """Orders that are not over, newest first."""
    return orders(actor).exclude(_OVER)


def unknown_orders(actor: Actor) -> QuerySet[ChildOrder]:
    """Orders of which nobody knows whether their venue has them, longest in doubt first."""
    authorise(actor, "oms.view_orders")
    rows = ChildOrder.objects.filter(unknown_since__isnull=False).exclude(_OVER)
    return rows.select_related("parent").order_by("unknown_since")


def orders_of_trade(actor: Actor, trade_id: UUID) -> list[Order]:
    """How a trade was hedged: its orders in the order of attempts, with children and executions."""
    rows = orders(actor).prefetch_related("children__executions").filter(trade=trade_id)
    return list(rows.order_by("attempt"))


def recent_executions(actor: Actor) -> QuerySet[Execution]:
    """Every execution with its child and order, newest first."""
    authorise(actor, "oms.view_orders")
    return Execution.objects.select_related("child__parent").order_by("-recorded_at", "-id")


def residuals(actor: Actor) -> QuerySet[Residual]:
    """Every residual, newest first."""
    authorise(actor, "oms.view_residuals")
    return Residual.objects.select_related("instrument", "order").order_by("-opened_at", "-id")


def open_residuals(actor: Actor) -> QuerySet[Residual]:
    """Residuals that somebody still has to look after, oldest first."""
    return residuals(actor).exclude(state="CLOSED").order_by("opened_at")


def residual(actor: Actor, residual_id: UUID) -> Residual:
    """One residual. Raises NotFound ``RESIDUAL_UNKNOWN``."""
    found = residuals(actor).filter(pk=residual_id).first()
    if found is None:
        raise NotFound("RESIDUAL_UNKNOWN", "there is no such residual")
    return found


def venue_gates(actor: Actor) -> list[VenueGate]:
    """Every active venue account, and whether it is reconciled."""
    authorise(actor, "oms.view_orders")
    known = {row.venue_account_id: row for row in VenueSession.objects.all()}
    now = database_now()
    gates = []
    for account in venue_accounts():
        row = known.get(account.id)
        is_open = bool(row and row.reconciled_until and row.reconciled_until > now)
        gates.append(VenueGate(account.venue.code, account.name, is_open, row.reconciled_at if row else None))
    return gates
