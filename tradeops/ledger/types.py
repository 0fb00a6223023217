"""The values that cross the ledger's border. Amounts of legs and lines are signed: debit positive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from tradeops.journal.types import Subject


class Side(StrEnum):
    """The normal side of an account: the one that makes its balance grow."""

    DEBIT = "DEBIT"
    CREDIT = "CREDIT"


class Mode(StrEnum):
    """BALANCE: the row changes with each posting, under its lock. DELTA: lines are folded into it later."""

    BALANCE = "BALANCE"
    DELTA = "DELTA"


class HoldState(StrEnum):
    OPEN = "OPEN"
    RELEASED = "RELEASED"
    CONSUMED = "CONSUMED"


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """The key of an account: a code of the chart, an asset, and whose it is.

    ``owner`` is ``counterparty:<uuid>``, ``venue:<code>`` and the like, or empty for the desk as a whole.
    """

    code: str
    asset: str
    owner: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.asset} {self.owner}".rstrip()


@dataclass(frozen=True, slots=True)
class Leg:
    """One movement of a posting. ``code`` says why: ``PRINCIPAL``, ``FEE``, ``MARKUP``."""

    account: Account
    amount: Decimal
    code: str


@dataclass(frozen=True, slots=True)
class Posting:
    """What to write: legs that balance in every asset, for a cause, once per ``reference``.

    ``resolves`` names holds that this posting spends; what it leaves of them is released at once.
    """

    reference: str
    code: str
    source: Subject
    legs: tuple[Leg, ...]
    effective_at: datetime | None = None
    resolves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """A journal entry as written. ``effective_at`` is when it counts, ``recorded_at`` when it was written."""

    id: UUID
    reference: str
    code: str
    source: Subject
    effective_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class HoldRecord:
    """Money set aside on an account: it counts against what is available from the moment it is made."""

    reference: str
    account: Account
    amount: Decimal
    state: HoldState


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """The four totals of an account; ``posted``, ``held`` and ``available`` are on its normal side."""

    account: Account
    normal: Side
    debits_posted: Decimal
    credits_posted: Decimal
    debits_pending: Decimal
    credits_pending: Decimal

    @property
    def posted(self) -> Decimal:
        net = self.debits_posted - self.credits_posted
        return net if self.normal is Side.DEBIT else -net

    @property
    def held(self) -> Decimal:
        return self.credits_pending if self.normal is Side.DEBIT else self.debits_pending

    @property
    def available(self) -> Decimal:
        return self.posted - self.held


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of an account with the entry it belongs to."""

    id: int
    entry: PostedEntry
    account: Account
    amount: Decimal
    code: str


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Newest lines first; ``next`` is the cursor of the following page, None on the last."""

    lines: tuple[StatementLine, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class TrialRow:
    """What all accounts of one code hold in one asset."""

    code: str
    title: str
    asset: str
    debits: Decimal
    credits: Decimal


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that ``verify`` expected and did not find."""

    check: str
    subject: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.check}: {self.subject}: expected {self.expected}, found {self.found}"
