"""What is not hedged: opened by the program, looked after by dealers."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction

from oms.models import Order, Residual
from oms.workflow import RESIDUAL
from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Conflict, Invalid, NotFound
from tradeops.kernel.ids import uuid7
from tradeops.workflow.services import apply, link

BELOW_MINIMUM = "BELOW_MINIMUM"
OWNER = "DEALER"
# One open residual of dust an instrument, by its unique index; buying and selling dust cancel each other.
_GATHER = """
WITH told AS (UPDATE oms_order SET dust = %s WHERE id = %s)
INSERT INTO oms_residual AS dust (id, cause_kind, cause_id, instrument_id, side, quantity, reason, owner_role,
                                  state, assignee_id, assignee, close_reason)
VALUES (%s, 'order', %s, %s, %s, %s, %s, %s, 'OPEN', '', '', '')
ON CONFLICT (instrument_id) WHERE reason = 'BELOW_MINIMUM' AND NOT state = 'CLOSED' DO UPDATE SET
    side = CASE WHEN dust.side = excluded.side OR dust.quantity >= excluded.quantity THEN dust.side
                ELSE excluded.side END,
    quantity = CASE WHEN dust.side = excluded.side THEN dust.quantity + excluded.quantity
                    ELSE abs(dust.quantity - excluded.quantity) END
RETURNING id, side, quantity
"""


def open_residual(*, actor: Actor, order: Order, cause: Subject, side: str, quantity: Decimal, reason: str) -> UUID:
    """Open a residual for ``cause``, once, in the caller's transaction; its id. Emits ``residual.opened``."""
    authorise(actor, "oms.open_residual")
    row = Residual(
        order=order,
        cause_kind=cause.kind,
        cause_id=cause.id,
        instrument_id=order.instrument_id,
        side=side,
        quantity=quantity,
        reason=reason,
        owner_role=OWNER,
    )
    if not rows.insert_once(row):
        return Residual.objects.get(cause_kind=cause.kind, cause_id=cause.id).pk
    link(parent=Subject("order", order.id), child=Subject("residual", row.id))
    _tell(actor, "residual.opened", row, order_id=order.id)
    return row.id


def gather_dust(*, actor: Actor, order_id: UUID, symbol: str, side: str, quantity: Decimal) -> UUID:
    """Add what is too small for any venue to the instrument's one residual of dust, in the caller's transaction.

    It is not linked to the deal: it belongs to many; the order says what it left. Emits ``residual.opened`` or
    ``residual.changed``.
    """
    authorise(actor, "oms.open_residual")
    fresh = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, [quantity, order_id, fresh, order_id, symbol, side, quantity, BELOW_MINIMUM, OWNER])
        identifier, side, quantity = cursor.fetchone()
    row = Residual(id=identifier, instrument_id=symbol, side=side, quantity=quantity, reason=BELOW_MINIMUM)
    _tell(actor, "residual.opened" if identifier == fresh else "residual.changed", row, order_id=order_id)
    return row.id


@transaction.atomic
def assign_residual(*, actor: Actor, residual_id: UUID) -> Residual:
    """Take a residual over, from whoever had it. Raises Denied, NotFound, Conflict ``TRANSITION_ILLEGAL``."""
    authorise(actor, "oms.assign_residual")
    row = lock_residual(residual_id)
    take_over(actor, row)
    return row


def take_over(actor: Actor, row: Residual) -> None:
    """Make ``actor`` the one who looks after a locked row."""
    changes = {"assignee_id": actor.id, "assignee": actor.label[:200]}
    apply(RESIDUAL, row, "assign", actor=actor, payload=_told(row), changes=changes)


@transaction.atomic
def close_residual(*, actor: Actor, residual_id: UUID, reason: str) -> Residual:
    """Close a residual without an order: the desk keeps the position, and somebody says why.

    Raises Denied, NotFound, Invalid ``REASON_MISSING``, Conflict ``TRANSITION_ILLEGAL`` or ``HEDGE_RUNNING``.
    """
    authorise(actor, "oms.close_residual")
    if not reason.strip():
        raise Invalid("REASON_MISSING", "say why", fields={"reason": []})
    row = lock_residual(residual_id)
    require_no_hedge(row)
    _close(actor, row, reason)
    return row


def settle_hedge(*, actor: Actor, residual_id: UUID, order_id: UUID, side: str, filled: Decimal) -> None:
    """Take what a dealer's finished order filled off its residual, and close it when nothing is left."""
    row = lock_residual(residual_id)
    if row.state == "CLOSED" or not filled:
        return
    signed = _signed(row.side, row.quantity) - _signed(side, filled)
    row.side, row.quantity = ("BUY" if signed > 0 else "SELL") if signed else row.side, abs(signed)
    row.save(update_fields=["side", "quantity"])
    if signed:
        _tell(actor, "residual.changed", row, order_id=order_id)
    else:
        _close(actor, row, "hedged")


def require_no_hedge(row: Residual) -> None:
    """Raises Conflict ``HEDGE_RUNNING`` while an order for a locked row is under way."""
    if row.orders.exclude(lifecycle__in=["DONE", "DENIED"]).exists():
        raise Conflict("HEDGE_RUNNING", "an order for this residual is under way")


def _close(actor: Actor, row: Residual, reason: str) -> None:
    changes = {"close_reason": reason[:200], "closed_at": database_now()}
    apply(RESIDUAL, row, "close", actor=actor, payload=_told(row), reason=reason, changes=changes)


def lock_residual(residual_id: UUID) -> Residual:
    """The row, locked. Raises NotFound ``RESIDUAL_UNKNOWN``."""
    row = Residual.objects.select_for_update(no_key=True).filter(pk=residual_id).first()
    if row is None:
        raise NotFound("RESIDUAL_UNKNOWN", "there is no such residual")
    return row


def _signed(side: str, quantity: Decimal) -> Decimal:
    return quantity if side == "BUY" else -quantity


def _told(row: Residual) -> dict[str, object]:
    return {"instrument": row.instrument_id, "side": row.side, "quantity": row.quantity, "cause": row.reason}


def _tell(actor: Actor, name: str, row: Residual, **more: object) -> None:
    append(actor=actor, name=name, subject=Subject("residual", row.id), payload={**_told(row), **more})
