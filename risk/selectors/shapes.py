"""Rows as the frozen values that other apps see."""

from __future__ import annotations

from risk.averaging import Holding
from risk.models import Exposure, Limit, Position, TradingState
from risk.types import ExposureView, LimitKind, LimitView, PositionView, TradingMode, TradingStateView


def position_view(row: Position) -> PositionView:
    return PositionView(
        id=row.id,
        book=row.book,
        instrument=row.instrument_id,
        quantity=row.quantity,
        cost=row.cost,
        realised=row.realised,
        average_price=Holding(row.quantity, row.cost, row.realised).average_price,
        updated_at=row.updated_at,
    )


def exposure_view(row: Exposure) -> ExposureView:
    return ExposureView(row.counterparty_id, row.counterparty.name, row.limit, row.used, row.reserved)


def limit_view(row: Limit) -> LimitView:
    return LimitView(row.id, LimitKind(row.kind), row.counterparty_id, row.amount)


def trading_state_view(row: TradingState) -> TradingStateView:
    return TradingStateView(
        scope=row.scope,
        state=TradingMode(row.state),
        reason=row.reason,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        version=row.version,
    )
