"""What makes a posting acceptable: decisions over values, without the database."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tradeops.kernel.errors import Conflict, Invalid, LimitBreached, NotFound
from tradeops.kernel.money import MAX_INTEGER_DIGITS, fits, plain
from tradeops.ledger.chart import account_type
from tradeops.ledger.types import Account, HoldRecord, HoldState, Posting, Side

MAX_REFERENCE = 200
_LARGEST = Decimal(10) ** MAX_INTEGER_DIGITS
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LockedAccount:
    """An account as the posting transaction sees it. ``available`` is None when it has no floor."""

    id: int
    scale: int
    normal: Side
    available: Decimal | None


def check_posting(posting: Posting) -> None:
    """Raises Invalid ``REFERENCE_INVALID``, ``CODE_MISSING``, ``LEGS_TOO_FEW`` or ``LEGS_UNBALANCED``,
    or what ``check_amount`` and the chart raise.
    """
    check_reference(posting.reference)
    if not posting.code or not posting.source.kind or not all(leg.code for leg in posting.legs):
        raise Invalid("CODE_MISSING", "an entry names its cause, and each leg says why")
    if len(posting.legs) < 2:
        raise Invalid("LEGS_TOO_FEW", "an entry has two legs or more")
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for leg in posting.legs:
        account_type(leg.account)
        check_amount(leg.amount)
        totals[leg.account.asset] += leg.amount
    uneven = {asset: total for asset, total in totals.items() if total}
    if uneven:
        raise Invalid("LEGS_UNBALANCED", f"the legs do not balance in {', '.join(sorted(uneven))}", totals=uneven)


def check_reference(reference: str) -> None:
    """Raises Invalid ``REFERENCE_INVALID`` unless it has 1 to 200 characters."""
    if not 0 < len(reference) <= MAX_REFERENCE:
        raise Invalid("REFERENCE_INVALID", f"a reference has 1 to {MAX_REFERENCE} characters")


def check_amount(amount: Decimal) -> None:
    """Raises Invalid ``AMOUNT_MALFORMED``, ``AMOUNT_ZERO`` or ``AMOUNT_TOO_LONG``."""
    if not isinstance(amount, Decimal) or not amount.is_finite():
        raise Invalid("AMOUNT_MALFORMED", "an amount is a finite decimal")
    if not amount:
        raise Invalid("AMOUNT_ZERO", "an amount is not zero")
    if abs(amount) >= _LARGEST:
        raise Invalid("AMOUNT_TOO_LONG", "an amount has at most 20 digits before the point")


def check_scale(account: Account, amount: Decimal, scale: int) -> None:
    """Raises Invalid ``AMOUNT_TOO_PRECISE`` when ``amount`` has more decimals than the account's asset."""
    if not fits(amount, scale):
        raise Invalid("AMOUNT_TOO_PRECISE", f"{account.asset} amounts have at most {scale} decimals")


def payload_hash(posting: Posting) -> bytes:
    """SHA-256 of what the posting says, the same for legs in another order or amounts with trailing zeros."""
    effective_at = posting.effective_at.isoformat() if posting.effective_at else None
    legs = sorted(
        (leg.account.code, leg.account.asset, leg.account.owner, plain(leg.amount), leg.code) for leg in posting.legs
    )
    content = [1, posting.code, str(posting.source), effective_at, legs, sorted(posting.resolves)]
    return hashlib.sha256(json.dumps(content).encode()).digest()


def admit(
    postings: Sequence[Posting],
    accounts: Mapping[Account, LockedAccount],
    holds: Mapping[str, HoldRecord],
) -> None:
    """Whether the balances and holds carry ``postings``, one after the other.

    Raises Invalid ``AMOUNT_TOO_PRECISE``, NotFound ``HOLD_UNKNOWN``, Conflict ``HOLD_RESOLVED`` or
    ``HOLD_MISMATCH``, LimitBreached ``HOLD_EXCEEDED`` or ``INSUFFICIENT_BALANCE``.
    """
    available = {key: account.available for key, account in accounts.items()}
    used: set[str] = set()
    for posting in postings:
        spent: dict[Account, Decimal] = defaultdict(Decimal)
        for leg in posting.legs:
            account = accounts[leg.account]
            check_scale(leg.account, leg.amount, account.scale)
            spent[leg.account] += leg.amount if account.normal is Side.CREDIT else -leg.amount
        freed = _freed(posting, holds, spent, used)
        for key, amount in spent.items():
            before = available[key]
            if before is None:
                continue
            after = before + freed.get(key, _ZERO) - amount
            if after < 0:
                raise insufficient(key, available=before + freed.get(key, _ZERO), required=amount)
            available[key] = after


def insufficient(account: Account, *, available: Decimal, required: Decimal) -> LimitBreached:
    """The refusal for want of money: the numbers stay with the desk."""
    return LimitBreached(
        "INSUFFICIENT_BALANCE",
        "the balance does not cover this",
        account=account,
        available=available,
        required=required,
    )


def _freed(
    posting: Posting, holds: Mapping[str, HoldRecord], spent: Mapping[Account, Decimal], used: set[str]
) -> dict[Account, Decimal]:
    freed: dict[Account, Decimal] = defaultdict(Decimal)
    for reference in posting.resolves:
        hold = holds.get(reference)
        if hold is None:
            raise NotFound("HOLD_UNKNOWN", f"there is no hold {reference}")
        if hold.state is not HoldState.OPEN or reference in used:
            raise Conflict("HOLD_RESOLVED", f"hold {reference} is not open")
        if spent.get(hold.account, _ZERO) <= 0:
            raise Conflict("HOLD_MISMATCH", f"the entry spends nothing of what hold {reference} holds")
        used.add(reference)
        freed[hold.account] += hold.amount
    for account, held in freed.items():
        if spent[account] > held:
            raise LimitBreached(
                "HOLD_EXCEEDED", "the entry spends more than was held", held=held, required=spent[account]
            )
    return freed
