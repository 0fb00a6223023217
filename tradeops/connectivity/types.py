"""Frozen values that cross the border to a venue. Numbers are Decimals, exactly as the venue wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Side(StrEnum):
    """The desk's side at the venue."""

    BUY = "BUY"
    SELL = "SELL"


class OrderType(StrEnum):
    LIMIT = "LIMIT"
    MARKET = "MARKET"


class TimeInForce(StrEnum):
    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"


class OrderStatus(StrEnum):
    """FIX OrdStatus. An IOC or FOK remainder is EXPIRED, possibly after fills."""

    PENDING_NEW = "PENDING_NEW"
    NEW = "NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"

    @property
    def is_open(self) -> bool:
        return self in {OrderStatus.PENDING_NEW, OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED}


class Outcome(StrEnum):
    """What is known after a command.

    CONFIRMED: the venue accepted it. REJECTED: the venue refused it, proven. LOCAL_DENIED: it never left.
    UNKNOWN: it may have taken effect; ask by client order id, never repeat it.
    """

    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"
    LOCAL_DENIED = "LOCAL_DENIED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order to send once. ``price`` is None for a market order, and only for one."""

    client_order_id: str
    symbol: str
    side: Side
    quantity: Decimal
    price: Decimal | None = None
    type: OrderType = OrderType.LIMIT
    time_in_force: TimeInForce = TimeInForce.GTC


@dataclass(frozen=True, slots=True)
class VenueOrder:
    """An order as the venue reports it. Executions and fees come from trades, not from here."""

    venue_order_id: str
    client_order_id: str
    symbol: str
    side: Side
    status: OrderStatus
    quantity: Decimal
    filled: Decimal
    filled_notional: Decimal
    price: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class VenueTrade:
    """One execution. ``client_order_id`` is known on the stream only; match by ``venue_order_id``."""

    venue_trade_id: str
    venue_order_id: str
    client_order_id: str | None
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    fee: Decimal
    fee_asset: str
    is_maker: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class VenueBalance:
    """What the account holds: ``locked`` lies under open orders, ``free`` does not."""

    asset: str
    free: Decimal
    locked: Decimal


@dataclass(frozen=True, slots=True)
class Connected:
    """The user stream is (again) connected. Events may have been missed: reconcile by asking."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The user stream was lost: events are being missed until ``Connected`` comes again."""

    at: datetime


UserEvent = VenueOrder | VenueTrade | VenueBalance | Connected | Disconnected


@dataclass(frozen=True, slots=True)
class CommandResult:
    """The outcome of a create or a cancel. ``code`` and ``detail`` explain anything but CONFIRMED.

    ``order`` is what the venue answered, when it did; ``trades`` the executions that its answer named.
    """

    outcome: Outcome
    code: str = ""
    detail: str = ""
    order: VenueOrder | None = None
    trades: tuple[VenueTrade, ...] = ()
