"""The one intake of executions: reply, user stream and polling all end here, and each counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from uuid import UUID

from django.db import connection, transaction

from oms.models import ChildOrder, Execution, Order
from oms.postings import hedge_fill, venue_fee
from oms.services.order_rows import find_child, lock_child
from oms.services.progress import Progress
from oms.services.residuals import open_residual
from oms.types import Intake, Source
from risk.services.positions import record
from tradeops.access.policies import authorise
from tradeops.connectivity.types import VenueTrade
from tradeops.journal.services import Draft
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict
from tradeops.kernel.money import EXACT, exact_mul, floor_to
from tradeops.ledger.services import post_many
from tradeops.ledger.types import Posting
from tradeops.reference.selectors import asset, instrument_terms
from tradeops.reference.types import InstrumentSpec

# The rows are locked by this statement until the transaction ends, in the order of the values.
_MOVE = """
INSERT INTO oms_venuemovement (venue_account_id, asset_id, kind, total) VALUES {values}
ON CONFLICT (venue_account_id, asset_id, kind) DO UPDATE SET total = oms_venuemovement.total + excluded.total
RETURNING asset_id, kind, total
"""
OPPOSITE = {"BUY": "SELL", "SELL": "BUY"}


@dataclass(frozen=True, slots=True)
class Fill:
    """A fill that was counted and is not booked yet. ``after_all``: the whole order was over before it."""

    execution: Execution
    after_all: bool


def record_execution(*, actor: Actor, venue_account_id: UUID, trade: VenueTrade, source: Source) -> Intake:
    """Record one fill: execution, order totals, position and ledger, whole or not at all.

    The same fill again changes nothing, and any order of arrival ends in the same totals. A fill after the end is
    recorded too and leaves the status as it is; when the whole order was over, a residual of the other side opens.
    UNMATCHED: no order of the desk is known by the ids it names. Emits ``execution.recorded``. Raises Conflict
    ``EXECUTION_DIFFERS`` when the venue tells another content under the same trade id.
    """
    authorise(actor, "oms.record_execution")
    child = find_child(venue_account_id, trade)
    if child is None:
        return Intake.UNMATCHED
    # Every fill is told several times. An execution is never altered: one that is there needs no lock to be known.
    if (known := _known(child, trade.venue_trade_id)) is not None:
        _require_same(known, child, trade)
        return Intake.DUPLICATE
    with transaction.atomic():
        progress = Progress(actor, *lock_child(child.pk))
        fill = take_in(progress, trade, source)
        settle(progress, [fill] if fill else [])
    return Intake.RECORDED if fill else Intake.DUPLICATE


def take_in(progress: Progress, trade: VenueTrade, source: Source) -> Fill | None:
    """Count one fill in ``progress``, once; None when it is known. ``settle`` has to follow."""
    parent, child = progress.parent, progress.child
    after_all = parent.is_over
    execution = _execution(child, parent.side, trade, source, late=child.is_over)
    if not rows.insert_once(execution):
        known = _known(child, trade.venue_trade_id)
        assert known is not None
        _require_same(known, child, trade)
        return None
    progress.seen_at(execution.recorded_at)
    _count(progress, execution, venue_order_id=trade.venue_order_id)
    told = _told(parent, child, execution)
    progress.tell(Draft("execution.recorded", Subject("order", parent.id), None, told))
    if not after_all:
        progress.advance()
    return Fill(execution, after_all)


def settle(progress: Progress, fills: Sequence[Fill]) -> None:
    """Write the progress, and book what was counted in it.

    Position and ledger come last: who deals with a client waits for them.
    """
    progress.write()
    _book(progress, [fill.execution for fill in fills])
    for fill in fills:
        if fill.after_all:
            _over_hedged(progress, fill.execution)


def _execution(child: ChildOrder, side: str, trade: VenueTrade, source: Source, *, late: bool) -> Execution:
    return Execution(
        child_id=child.pk,
        venue_account_id=child.venue_account_id,
        venue_symbol=child.venue_symbol,
        venue_trade_id=trade.venue_trade_id,
        side=side,
        price=trade.price,
        quantity=trade.quantity,
        notional=exact_mul(trade.price, trade.quantity),
        fee=trade.fee,
        fee_asset_id=trade.fee_asset,
        is_maker=trade.is_maker,
        is_late=late,
        source=source.value,
        executed_at=trade.at,
    )


def _told(parent: Order, child: ChildOrder, execution: Execution) -> dict[str, object]:
    return {
        "execution_id": execution.id,
        "child_id": child.id,
        "venue": child.venue_id,
        "instrument": parent.instrument_id,
        "side": parent.side,
        "price": execution.price,
        "quantity": execution.quantity,
        "fee": execution.fee,
        "fee_asset": execution.fee_asset_id,
        "source": execution.source,
        "late": execution.is_late,
    }


def _count(progress: Progress, execution: Execution, *, venue_order_id: str) -> None:
    parent, child = progress.parent, progress.child
    progress.resolve_doubt(found=True)
    progress.note(
        child,
        filled=child.filled + execution.quantity,
        filled_notional=child.filled_notional + execution.notional,
        venue_order_id=child.venue_order_id or venue_order_id,
    )
    progress.note(
        parent,
        filled=parent.filled + execution.quantity,
        filled_notional=parent.filled_notional + execution.notional,
    )
    progress.accept()


def _book(progress: Progress, executions: Sequence[Execution]) -> None:
    """Position and ledger. Quote and fee go in whole units of the ledger; what is below them counts later."""
    if not executions:
        return
    child = progress.child
    spec = instrument_terms(progress.parent.instrument_id)
    moves = []
    for execution in executions:
        paid = execution.notional if execution.side == "SELL" else -execution.notional
        moves.append(_Move(spec.quote.code, "FILL", spec.quote.precision, paid))
        precision = asset(execution.fee_asset_id).precision
        moves.append(_Move(execution.fee_asset_id, "FEE", precision, -execution.fee))
    moved = _in_units(child.venue_account_id, moves)
    postings = []
    for execution, quote, fee in zip(executions, moved[::2], moved[1::2], strict=True):
        record(
            actor=progress.actor,
            instrument=spec.symbol,
            side_of_desk=execution.side,
            base_amount=execution.quantity,
            quote_amount=abs(quote),
            cause=Subject("execution", execution.id),
        )
        postings.append(_posting(spec, child, execution, quote_amount=abs(quote), fee=-fee))
    post_many(progress.actor, postings)


def _posting(
    spec: InstrumentSpec, child: ChildOrder, execution: Execution, *, quote_amount: Decimal, fee: Decimal
) -> Posting:
    cause = Subject("execution", execution.id)
    legs = hedge_fill(
        venue=child.venue_id,
        side=execution.side,
        base=spec.base.code,
        quote=spec.quote.code,
        base_amount=execution.quantity,
        quote_amount=quote_amount,
    )
    legs += venue_fee(venue=child.venue_id, asset=execution.fee_asset_id, amount=fee)
    return Posting(str(cause), "HEDGE_FILL", cause, tuple(legs), execution.executed_at)


@dataclass(frozen=True, slots=True)
class _Move:
    """What moved on a venue account, to the last decimal, and how many decimals the ledger has for it."""

    asset: str
    kind: str
    precision: int
    amount: Decimal


def _in_units(venue_account_id: UUID, moves: Sequence[_Move]) -> list[Decimal]:
    """By how many of the ledger's units the account's totals moved, one move after the other."""
    with localcontext(EXACT):
        sums: dict[tuple[str, str], Decimal] = {}
        for move in moves:
            key = move.asset, move.kind
            sums[key] = sums.get(key, Decimal(0)) + move.amount
        values = [value for key in sorted(sums) for value in (venue_account_id, *key, sums[key])]
        with connection.cursor() as cursor:
            cursor.execute(_MOVE.format(values=", ".join(["(%s, %s, %s, %s)"] * len(sums))), values)
            total = {(asset, kind): after - sums[asset, kind] for asset, kind, after in cursor.fetchall()}
        units = []
        for move in moves:
            key, unit = (move.asset, move.kind), Decimal(1).scaleb(-move.precision)
            before, total[key] = total[key], total[key] + move.amount
            units.append(floor_to(total[key], unit) - floor_to(before, unit))
    return units


def _over_hedged(progress: Progress, execution: Execution) -> None:
    """Whoever owns what the order left has acted on it: the late fill is the other way round."""
    open_residual(
        actor=progress.actor,
        order=progress.parent,
        cause=Subject("execution", execution.id),
        side=OPPOSITE[progress.parent.side],
        quantity=execution.quantity,
        reason="LATE_FILL",
    )


def _known(child: ChildOrder, venue_trade_id: str) -> Execution | None:
    return rows.first(
        Execution,
        "venue_account_id = %s AND venue_symbol = %s AND venue_trade_id = %s",
        [child.venue_account_id, child.venue_symbol, venue_trade_id],
    )


def difference(known: Execution, trade: VenueTrade) -> str:
    """What of a recorded execution is told with another content now; empty for the same."""
    told = {"price": trade.price, "quantity": trade.quantity, "fee": trade.fee, "fee_asset_id": trade.fee_asset}
    return next((field for field, value in told.items() if getattr(known, field) != value), "")


def _require_same(known: Execution, child: ChildOrder, trade: VenueTrade) -> None:
    field = "order" if known.child_id != child.pk else difference(known, trade)
    if field:
        raise Conflict("EXECUTION_DIFFERS", f"venue trade {trade.venue_trade_id} was told with another {field}")
