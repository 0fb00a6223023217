"""Finding and locking hedge orders: always the parent first, then the child."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from oms.models import ChildOrder, Order
from tradeops.connectivity.types import VenueOrder, VenueTrade
from tradeops.kernel import rows

_PARENT = "id = (SELECT parent_id FROM oms_childorder WHERE id = %s)"
_NAMED_BY_US = "venue_account_id = %s AND client_order_id = %s"
_NAMED_BY_VENUE = (
    "venue_account_id = %s AND venue_order_id = %s AND parent_id IN (SELECT id FROM oms_order WHERE instrument_id = %s)"
)


def find_child(venue_account_id: UUID, report: VenueTrade | VenueOrder) -> ChildOrder | None:
    """The child a venue's report is about: by our id where the report has it, else by the venue's."""
    if report.client_order_id:
        return rows.first(ChildOrder, _NAMED_BY_US, [venue_account_id, report.client_order_id])
    return rows.first(ChildOrder, _NAMED_BY_VENUE, [venue_account_id, report.venue_order_id, report.symbol])


def lock_child(child_id: UUID) -> tuple[Order, ChildOrder]:
    """Parent and child, locked until the caller's transaction ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("rows stay locked only as long as the caller's transaction")
    parent = rows.first(Order, _PARENT, [child_id], lock=rows.LOCK)
    if parent is None:
        raise ChildOrder.DoesNotExist(f"no child order {child_id}")
    return parent, rows.get(ChildOrder, child_id, lock=rows.LOCK)
