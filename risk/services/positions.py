"""The desk's positions: every deal moves one, once."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from risk.averaging import Holding, after_deal
from risk.models import Position, PositionChange
from risk.selectors.shapes import position_view
from risk.types import PositionView, Side
from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid

MAIN_BOOK = "main"


@transaction.atomic(savepoint=False)
def record(
    *,
    actor: Actor,
    instrument: str,
    side_of_desk: str,
    base_amount: Decimal,
    quote_amount: Decimal,
    cause: Subject,
) -> PositionView:
    """Move the position by what the desk bought or sold, once per ``cause``, under the position's lock.

    It stands or falls with the caller's transaction: a caller that goes on after a refusal has a savepoint.

    ``quote_amount`` is what stands on the ledger's position account: markup and fees apart. The same call again
    changes nothing. Raises Conflict ``POSITION_CAUSE_REUSED`` for other content, Invalid ``AMOUNT_NOT_POSITIVE``
    or ``SIDE_UNKNOWN``.
    """
    authorise(actor, "risk.record_position")
    if base_amount <= 0 or quote_amount < 0:
        raise Invalid("AMOUNT_NOT_POSITIVE", "a deal moves a positive amount")
    if side_of_desk not in list(Side):
        raise Invalid("SIDE_UNKNOWN", "side is BUY or SELL")
    row = _lock(instrument)
    sign = 1 if side_of_desk == Side.BUY else -1
    after = after_deal(
        Holding(row.quantity, row.cost, row.realised), quantity=sign * base_amount, paid=sign * quote_amount
    )
    change = _change(row, after, side_of_desk, base_amount, quote_amount, cause)
    if not rows.insert_once(change):
        _require_same(change, cause)
        return position_view(row)
    event = append(
        actor=actor,
        name="position.changed",
        subject=Subject("position", row.id),
        payload={
            "instrument": instrument,
            "quantity": after.quantity,
            "cost": after.cost,
            "realised": after.realised,
            "cause_kind": cause.kind,
            "cause_id": cause.id,
        },
    )
    rows.update(
        row,
        quantity=after.quantity,
        cost=after.cost,
        realised=after.realised,
        updated_at=event.occurred_at,
    )
    return position_view(row)


def _change(
    row: Position, after: Holding, side_of_desk: str, base_amount: Decimal, quote_amount: Decimal, cause: Subject
) -> PositionChange:
    return PositionChange(
        cause_kind=cause.kind,
        cause_id=cause.id,
        position=row,
        side_of_desk=side_of_desk,
        base_amount=base_amount,
        quote_amount=quote_amount,
        quantity_after=after.quantity,
        cost_after=after.cost,
        realised_after=after.realised,
    )


def lock_position(instrument: str) -> None:
    """Take the position's lock, in the caller's transaction, before its reservation and balances are touched."""
    _lock(instrument)


def _lock(instrument: str) -> Position:
    key = "book = %s AND instrument_id = %s", [MAIN_BOOK, instrument]
    row = rows.first(Position, *key, lock=rows.LOCK)
    if row is None:
        rows.insert_once(Position(book=MAIN_BOOK, instrument_id=instrument))
        (row,) = rows.find(Position, *key, lock=rows.LOCK)
    return row


def _require_same(wanted: PositionChange, cause: Subject) -> None:
    earlier = PositionChange.objects.get(cause_kind=cause.kind, cause_id=cause.id)
    for field in ("position_id", "side_of_desk", "base_amount", "quote_amount"):
        if getattr(earlier, field) != getattr(wanted, field):
            raise Conflict("POSITION_CAUSE_REUSED", f"{cause} moved a position by another deal")
