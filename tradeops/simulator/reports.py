"""Events of the user stream and of the public trade streams."""

from typing import Any

from .account import Account
from .market import PublicTrade
from .numbers import ZERO, text
from .orders import Fill, Order


def execution_report(
    order: Order, kind: str, now: int, *, fill: Fill | None = None, cancel_id: str = ""
) -> dict[str, Any]:
    """``kind`` is the execution type: NEW, TRADE, CANCELED, EXPIRED or TRADE_PREVENTION.

    On a cancel ``c`` is the cancel's own client id and ``C`` the order's.
    """
    return {
        "e": "executionReport",
        "E": now,
        "s": order.symbol,
        "c": cancel_id or order.client_id,
        "S": order.side,
        "o": order.type,
        "f": order.time_in_force,
        "q": text(order.quantity),
        "p": text(order.price),
        "P": text(ZERO),
        "F": text(ZERO),
        "g": -1,
        "C": order.client_id if cancel_id else "",
        "x": kind,
        "X": order.status,
        "r": "NONE",
        "i": order.id,
        "l": text(fill.quantity if fill else ZERO),
        "z": text(order.executed),
        "L": text(fill.price if fill else ZERO),
        "n": text(fill.commission) if fill else "0",
        "N": fill.commission_asset if fill else None,
        "T": now,
        "t": fill.id if fill else -1,
        "I": now,
        "w": order.open,
        "m": fill.is_maker if fill else False,
        "M": False,
        "O": order.created_at,
        "Z": text(order.quote_executed),
        "Y": text(fill.quote_quantity if fill else ZERO),
        "Q": text(order.quote_quantity),
        "W": order.created_at,
        "V": "EXPIRE_MAKER",
    }


def account_position(account: Account, assets: list[str], now: int) -> dict[str, Any]:
    held = account.balances
    return {
        "e": "outboundAccountPosition",
        "E": now,
        "u": now,
        "B": [{"a": asset, "f": text(held[asset].free), "l": text(held[asset].locked)} for asset in assets],
    }


def trade_event(symbol: str, trade: PublicTrade) -> dict[str, Any]:
    return {
        "e": "trade",
        "E": trade.time,
        "s": symbol,
        "t": trade.id,
        "p": text(trade.price),
        "q": text(trade.quantity),
        "T": trade.time,
        "m": trade.buyer_is_maker,
        "M": True,
    }


def aggregate_trade_event(symbol: str, trade: PublicTrade) -> dict[str, Any]:
    return {"e": "aggTrade", "E": trade.time, "s": symbol} | aggregate_trade_view(trade)


def aggregate_trade_view(trade: PublicTrade) -> dict[str, Any]:
    """Every trade is an aggregate of itself."""
    return {
        "a": trade.id,
        "p": text(trade.price),
        "q": text(trade.quantity),
        "f": trade.id,
        "l": trade.id,
        "T": trade.time,
        "m": trade.buyer_is_maker,
        "M": True,
    }


def trade_view(trade: PublicTrade) -> dict[str, Any]:
    return {
        "id": trade.id,
        "price": text(trade.price),
        "qty": text(trade.quantity),
        "quoteQty": text(trade.price * trade.quantity),
        "time": trade.time,
        "isBuyerMaker": trade.buyer_is_maker,
        "isBestMatch": True,
    }
