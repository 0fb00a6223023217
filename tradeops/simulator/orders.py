"""Orders and fills of the venue's one account, and how the dialect prints them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .numbers import ZERO, text

OPEN_STATUSES = ("NEW", "PARTIALLY_FILLED")


@dataclass
class Order:
    """``price`` is zero for market orders; ``locked`` is what the account still reserves for the order.

    Times are Unix milliseconds.
    """

    id: int
    client_id: str
    symbol: str
    side: str
    type: str
    time_in_force: str
    price: Decimal
    quantity: Decimal
    quote_quantity: Decimal
    created_at: int
    updated_at: int
    status: str = "NEW"
    executed: Decimal = ZERO
    quote_executed: Decimal = ZERO
    locked: Decimal = ZERO

    @property
    def open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def remaining(self) -> Decimal:
        return self.quantity - self.executed

    def _common(self) -> dict[str, Any]:
        return {
            "symbol": self.symbol,
            "orderId": self.id,
            "orderListId": -1,
            "clientOrderId": self.client_id,
            "price": text(self.price),
            "origQty": text(self.quantity),
            "executedQty": text(self.executed),
            "origQuoteOrderQty": text(self.quote_quantity),
            "cummulativeQuoteQty": text(self.quote_executed),
            "status": self.status,
            "timeInForce": self.time_in_force,
            "type": self.type,
            "side": self.side,
            "workingTime": self.created_at,
            "selfTradePreventionMode": "EXPIRE_MAKER",
        }

    def view(self) -> dict[str, Any]:
        """The order as queries return it."""
        return self._common() | {
            "stopPrice": text(ZERO),
            "icebergQty": text(ZERO),
            "time": self.created_at,
            "updateTime": self.updated_at,
            "isWorking": True,
        }

    def result(self) -> dict[str, Any]:
        """The order as the RESULT reply to its creation returns it."""
        return self._common() | {"transactTime": self.updated_at}

    def acknowledgement(self) -> dict[str, Any]:
        return {
            "symbol": self.symbol,
            "orderId": self.id,
            "orderListId": -1,
            "clientOrderId": self.client_id,
            "transactTime": self.created_at,
        }

    def canceled(self, cancel_id: str) -> dict[str, Any]:
        """The reply to a cancel: the client id is the cancel's own, the order's stands beside it."""
        return self.result() | {"origClientOrderId": self.client_id, "clientOrderId": cancel_id}


@dataclass(frozen=True)
class Fill:
    """One trade of an order. The commission is always in the quote asset."""

    id: int
    order_id: int
    symbol: str
    side: str
    price: Decimal
    quantity: Decimal
    quote_quantity: Decimal
    commission: Decimal
    commission_asset: str
    time: int
    is_maker: bool

    def in_order(self) -> dict[str, Any]:
        return {
            "price": text(self.price),
            "qty": text(self.quantity),
            "commission": text(self.commission),
            "commissionAsset": self.commission_asset,
            "tradeId": self.id,
        }

    def view(self) -> dict[str, Any]:
        """The fill as myTrades returns it."""
        return {
            "symbol": self.symbol,
            "id": self.id,
            "orderId": self.order_id,
            "orderListId": -1,
            "price": text(self.price),
            "qty": text(self.quantity),
            "quoteQty": text(self.quote_quantity),
            "commission": text(self.commission),
            "commissionAsset": self.commission_asset,
            "time": self.time,
            "isBuyer": self.side == "BUY",
            "isMaker": self.is_maker,
            "isBestMatch": True,
        }
