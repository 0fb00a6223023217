"""The values that cross the borders of oms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TradeTerms:
    """What was dealt, on the client's ``side``. ``markup`` is the desk's part of ``quote_amount``.

    ``exposure`` is what it uses of the client's limit until it settles, in the limit currency.
    """

    side: str
    base_amount: Decimal
    quote_amount: Decimal
    markup: Decimal
    price: Decimal
    exposure: Decimal


@dataclass(frozen=True, slots=True)
class Booked:
    """A trade that was booked."""

    trade_id: UUID
    value_date: date


class Lifecycle(StrEnum):
    """How far an order has come. What it is waiting for besides stands in ``Pending``."""

    DRAFT = "DRAFT"
    DENIED = "DENIED"
    PENDING_NEW = "PENDING_NEW"
    NEW = "NEW"
    DONE = "DONE"


class DoneReason(StrEnum):
    """Why an order is DONE; empty before."""

    NONE = ""
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    REJECTED = "REJECTED"
    DONE_FOR_DAY = "DONE_FOR_DAY"


class Pending(StrEnum):
    """What was asked of a working order and is not answered yet."""

    NONE = "NONE"
    REPLACE = "REPLACE"
    CANCEL = "CANCEL"


class OrdStatus(StrEnum):
    """FIX OrdStatus (39), by name."""

    PENDING_NEW = "PENDING_NEW"
    NEW = "NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    DONE_FOR_DAY = "DONE_FOR_DAY"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    REJECTED = "REJECTED"
    PENDING_CANCEL = "PENDING_CANCEL"
    PENDING_REPLACE = "PENDING_REPLACE"


class Source(StrEnum):
    """Which way an execution reached the desk first."""

    REPLY = "REPLY"
    STREAM = "STREAM"
    POLL = "POLL"


class Intake(StrEnum):
    """What became of an execution that was handed in."""

    RECORDED = "RECORDED"
    DUPLICATE = "DUPLICATE"
    UNMATCHED = "UNMATCHED"


@dataclass(frozen=True, slots=True)
class OrderResult:
    """A hedge order as created. ``deny_code`` says why it was denied, if it was."""

    id: UUID
    lifecycle: Lifecycle
    routed: Decimal
    deny_code: str


@dataclass(frozen=True, slots=True)
class SendTerms:
    """A child order that was marked as sent: what goes to the venue."""

    child_id: UUID
    venue_account_id: UUID
    client_order_id: str
    quantity: Decimal
    limit_price: Decimal


@dataclass(frozen=True, slots=True)
class SentChild:
    """A child order that a venue may know: what is needed to ask for it."""

    id: UUID
    symbol: str
    client_order_id: str
    venue_order_id: str


@dataclass(frozen=True, slots=True)
class PollFrom:
    """Where polling of executions goes on: after a trade id, or, for the first time, from a moment."""

    after_trade_id: str | None
    since: datetime | None
