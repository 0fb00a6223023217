"""Raw messages of the Binance dialect as our values. The raw strings are read, not ccxt's derived numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tradeops.connectivity.types import OrderStatus, Side, VenueBalance, VenueOrder, VenueTrade

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATUS = {"EXPIRED_IN_MATCH": OrderStatus.EXPIRED, "PENDING_CANCEL": OrderStatus.NEW}


def rest_order(raw: dict[str, Any], symbol: str) -> VenueOrder:
    """An answer of POST, GET or DELETE order. A cancel carries its own id: the original's name is kept."""
    return VenueOrder(
        venue_order_id=str(raw["orderId"]),
        client_order_id=raw.get("origClientOrderId") or raw["clientOrderId"],
        symbol=symbol,
        side=Side(raw["side"]),
        status=_status(raw["status"]),
        quantity=Decimal(raw["origQty"]),
        filled=Decimal(raw["executedQty"]),
        filled_notional=Decimal(raw["cummulativeQuoteQty"]),
        price=Decimal(raw["price"]),
        at=moment(raw.get("updateTime") or raw.get("transactTime") or raw["time"]),
    )


def stream_order(raw: dict[str, Any], symbol: str) -> VenueOrder:
    """An executionReport as a report on the order. ``C`` holds the original id when ``c`` is a cancel's."""
    return VenueOrder(
        venue_order_id=str(raw["i"]),
        client_order_id=raw.get("C") or raw["c"],
        symbol=symbol,
        side=Side(raw["S"]),
        status=_status(raw["X"]),
        quantity=Decimal(raw["q"]),
        filled=Decimal(raw["z"]),
        filled_notional=Decimal(raw["Z"]),
        price=Decimal(raw["p"]),
        at=moment(raw["T"]),
    )


def rest_trade(raw: dict[str, Any], symbol: str) -> VenueTrade:
    """A row of myTrades."""
    return VenueTrade(
        venue_trade_id=str(raw["id"]),
        venue_order_id=str(raw["orderId"]),
        client_order_id=None,
        symbol=symbol,
        side=Side.BUY if raw["isBuyer"] else Side.SELL,
        price=Decimal(raw["price"]),
        quantity=Decimal(raw["qty"]),
        fee=Decimal(raw["commission"]),
        fee_asset=raw["commissionAsset"],
        is_maker=raw["isMaker"],
        at=moment(raw["time"]),
    )


def reply_trades(raw: dict[str, Any], symbol: str) -> tuple[VenueTrade, ...]:
    """The fills that the full answer to a create lists; other answers have none."""
    return tuple(
        VenueTrade(
            venue_trade_id=str(fill["tradeId"]),
            venue_order_id=str(raw["orderId"]),
            client_order_id=raw["clientOrderId"],
            symbol=symbol,
            side=Side(raw["side"]),
            price=Decimal(fill["price"]),
            quantity=Decimal(fill["qty"]),
            fee=Decimal(fill["commission"]),
            fee_asset=fill["commissionAsset"],
            # Whatever an order finds when it arrives, it takes.
            is_maker=False,
            at=moment(raw["transactTime"]),
        )
        for fill in raw.get("fills", ())
    )


def stream_trade(raw: dict[str, Any], symbol: str) -> VenueTrade:
    """An executionReport of type TRADE as an execution."""
    return VenueTrade(
        venue_trade_id=str(raw["t"]),
        venue_order_id=str(raw["i"]),
        client_order_id=raw.get("C") or raw["c"],
        symbol=symbol,
        side=Side(raw["S"]),
        price=Decimal(raw["L"]),
        quantity=Decimal(raw["l"]),
        fee=Decimal(raw["n"]),
        fee_asset=raw["N"],
        is_maker=raw["m"],
        at=moment(raw["T"]),
    )


def balance(raw: dict[str, Any]) -> VenueBalance:
    """A row of account.balances."""
    return VenueBalance(raw["asset"], Decimal(raw["free"]), Decimal(raw["locked"]))


def stream_balance(raw: dict[str, Any]) -> VenueBalance:
    """A row of outboundAccountPosition."""
    return VenueBalance(raw["a"], Decimal(raw["f"]), Decimal(raw["l"]))


def moment(stamp: int | str) -> datetime:
    """The UTC time of a venue's millisecond stamp."""
    return _EPOCH + timedelta(milliseconds=int(stamp))


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970, downwards."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def _status(text: str) -> OrderStatus:
    return _STATUS.get(text) or OrderStatus(text)
