"""Tables of risk, one aggregate a file."""

from risk.models.decision import Decision
from risk.models.exposure import Discharge, Exposure
from risk.models.limit import Limit
from risk.models.position import Position, PositionChange
from risk.models.reservation import Reservation
from risk.models.trading import TradingState

__all__ = [
    "Decision",
    "Discharge",
    "Exposure",
    "Limit",
    "Position",
    "PositionChange",
    "Reservation",
    "TradingState",
]
