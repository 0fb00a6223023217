"""What one transaction of the engine changed and whom it will tell, once it is in the journal."""

from dataclasses import dataclass, field
from typing import Any

from .market import Market, PublicTrade
from .orders import Fill, Order


@dataclass
class Changes:
    orders: dict[int, Order] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    trades: list[tuple[Market, PublicTrade]] = field(default_factory=list)
