"""The values that cross risk's borders. Values of risk are in the limit currency, US dollars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from tradeops.journal.types import Subject
from tradeops.kernel.errors import LimitBreached

LIMIT_CURRENCY = "USD"


class Side(StrEnum):
    """A side of a deal; whose side it is stands in the name of the parameter."""

    BUY = "BUY"
    SELL = "SELL"


class LimitKind(StrEnum):
    """PER_TRADE and COUNTERPARTY_EXPOSURE bind one counterparty, ORDER_NOTIONAL the desk's own orders."""

    PER_TRADE = "PER_TRADE"
    COUNTERPARTY_EXPOSURE = "COUNTERPARTY_EXPOSURE"
    ORDER_NOTIONAL = "ORDER_NOTIONAL"


class TradingMode(StrEnum):
    """REDUCING lets only through what makes the desk's position smaller; HALTED lets nothing through."""

    ACTIVE = "ACTIVE"
    REDUCING = "REDUCING"
    HALTED = "HALTED"


class Category(StrEnum):
    """All that a client learns of a refusal: the categories of the Investment Association's reject codes."""

    CREDIT = "CREDIT"
    RISK_LIMIT = "RISK_LIMIT"
    PRICE_MOVED = "PRICE_MOVED"
    TOO_SLOW = "TOO_SLOW"
    UNSUPPORTED = "UNSUPPORTED"


@dataclass(frozen=True, slots=True)
class Need:
    """What the client would deliver on one side of a quote: an amount of an asset, and its value."""

    asset: str
    amount: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class ReservationResult:
    """A reservation as made. ``holds`` are ledger references, for a prefunded counterparty."""

    id: UUID
    cause: Subject
    state: str
    value: Decimal
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitResult:
    """``resolves``: the holds that the trade's posting must spend; ``value``: what counts until it settles."""

    resolves: tuple[str, ...]
    value: Decimal


@dataclass(frozen=True, slots=True)
class ExposureView:
    """What a credit counterparty owes (``used``) and could come to owe by live quotes (``reserved``)."""

    counterparty_id: UUID
    counterparty: str
    limit: Decimal
    used: Decimal
    reserved: Decimal

    @property
    def available(self) -> Decimal:
        """Never below zero, though a limit may be set below what is used already."""
        return max(self.limit - self.used - self.reserved, Decimal(0))


@dataclass(frozen=True, slots=True)
class LimitView:
    id: UUID
    kind: LimitKind
    counterparty_id: UUID | None
    amount: Decimal
    currency: str = LIMIT_CURRENCY


@dataclass(frozen=True, slots=True)
class LimitChange:
    """Either the limit as it now stands or, for one that loosens, the approval that it waits for."""

    limit: LimitView | None
    approval_id: UUID | None


@dataclass(frozen=True, slots=True)
class PositionView:
    """An open position at average cost, amounts of cost and gain in the quote currency.

    ``cost`` has the sign of ``quantity``. ``cost - realised`` is what was paid for it in all, exactly. A position
    that was never traded has no id and no time.
    """

    id: UUID | None
    book: str
    instrument: str
    quantity: Decimal
    cost: Decimal
    realised: Decimal
    average_price: Decimal | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class TradingStateView:
    """One scope's state. ``version`` counts its changes: a re-arm names the one it was asked for."""

    scope: str
    state: TradingMode
    reason: str
    changed_by: str
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's word, with every measured value. ``largest``: the largest size, in base, that would pass it.

    ``value`` and ``limit`` are None when unknown; an unknown input never passes.
    """

    rule: str
    code: str
    passed: bool
    category: Category
    value: str | None
    limit: str | None
    formula: str
    largest: Decimal | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        largest = data["largest"]
        return cls(
            **{
                **data,
                "category": Category(data["category"]),
                "largest": None if largest is None else Decimal(largest),
            }
        )


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """A stored decision. Approved when every rule passed."""

    id: UUID
    approved: bool
    verdicts: tuple[Verdict, ...]

    @property
    def refusals(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if not verdict.passed)

    def require_approved(self) -> None:
        """Raise LimitBreached with the first refusal's code; ``context`` holds what only the desk may see."""
        for verdict in self.refusals:
            raise LimitBreached(
                verdict.code,
                client_detail(verdict.category),
                category=verdict.category.value,
                decision_id=str(self.id),
                value=verdict.value,
                limit=verdict.limit,
                formula=verdict.formula,
                largest=verdict.largest,
                refusals=[refusal.code for refusal in self.refusals],
            )


def client_detail(category: Category) -> str:
    """The sentence a client reads: the category in words, never a threshold."""
    return _DETAILS[category]


def largest_size(verdicts: Iterable[Verdict]) -> Decimal | None:
    """The largest size that would pass all of ``verdicts``; None when one of them refuses any size."""
    sizes: list[Decimal] = []
    for verdict in verdicts:
        if verdict.largest is not None:
            sizes.append(verdict.largest)
        elif not verdict.passed:
            return None
    return min(sizes, default=None)


_DETAILS = {
    Category.CREDIT: "Credit: your limit or balance does not cover this.",
    Category.RISK_LIMIT: "Risk limit: this is beyond what the desk trades at once.",
    Category.PRICE_MOVED: "Price: the market is not within the bounds in which the desk trades.",
    Category.TOO_SLOW: "Too slow: the price was too old to be acted on.",
    Category.UNSUPPORTED: "Unsupported: this cannot be traded at present.",
}
