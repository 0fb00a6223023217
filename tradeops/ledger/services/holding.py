"""Setting money aside, and letting it go again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db import connection

from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid, NotFound
from tradeops.ledger.chart import account_type
from tradeops.ledger.rules import LockedAccount, check_amount, check_reference, check_scale, insufficient
from tradeops.ledger.services.accounts import lock_accounts
from tradeops.ledger.services.transactions import require_transaction
from tradeops.ledger.types import Account, HoldRecord, HoldState, Mode

_HOLD = """
INSERT INTO ledger_hold (reference, account_id, amount, actor_kind, actor_id, actor_label)
VALUES {values} ON CONFLICT (reference) DO NOTHING RETURNING reference
"""

# The balance row first, as everywhere: a posting that spends the hold takes the same order.
_RELEASE = """
WITH locked AS MATERIALIZED (
    SELECT hold.id
    FROM ledger_hold hold JOIN ledger_balance balance ON balance.account_id = hold.account_id
    WHERE hold.reference = %s
    FOR NO KEY UPDATE OF balance
)
INSERT INTO ledger_hold_resolution (hold_id, state, actor_kind, actor_id, actor_label)
SELECT id, 'RELEASED', %s, %s, %s FROM locked ON CONFLICT (hold_id) DO NOTHING
"""

_FIND = """
SELECT hold.reference, account.code, account.asset_id, account.owner, hold.amount, resolution.state
FROM ledger_hold hold
JOIN ledger_account account ON account.id = hold.account_id
LEFT JOIN ledger_hold_resolution resolution ON resolution.hold_id = hold.id
WHERE hold.reference = ANY(%s)
"""


def hold(actor: Actor, *, reference: str, account: Account, amount: Decimal) -> HoldRecord:
    """Set ``amount`` of ``account`` aside: it counts against what is available at once.

    The same call again returns the hold as it stands. Raises LimitBreached ``INSUFFICIENT_BALANCE``, Conflict
    ``REFERENCE_REUSED`` (another account or amount), Invalid ``ACCOUNT_NOT_HOLDABLE`` (no floor to guard) or
    for a malformed amount.
    """
    return hold_many(actor, [HoldRecord(reference, account, amount, HoldState.OPEN)])[0]


def hold_many(actor: Actor, wanted: Sequence[HoldRecord]) -> list[HoldRecord]:
    """``hold`` for several accounts at once, all of them or none; no account may be named twice."""
    require_transaction()
    if len({entry.account for entry in wanted}) != len(wanted):
        raise ValueError("one hold an account")
    for entry in wanted:
        _check(entry)
    locked = lock_accounts([entry.account for entry in wanted])
    known = {entry.reference: _fitting(entry, locked[entry.account]) for entry in wanted}
    made = _insert(actor, [entry for entry in wanted if known[entry.reference] is None], locked)
    return [
        known[entry.reference] or (entry if entry.reference in made else _repeated(entry) or entry) for entry in wanted
    ]


def _check(entry: HoldRecord) -> None:
    check_reference(entry.reference)
    check_amount(entry.amount)
    if entry.amount < 0:
        raise Invalid("AMOUNT_NEGATIVE", "a hold is positive")
    if account_type(entry.account).mode is not Mode.BALANCE:
        raise Invalid("ACCOUNT_NOT_HOLDABLE", f"account {entry.account.code} has no floor to hold against")


def _fitting(entry: HoldRecord, locked: LockedAccount) -> HoldRecord | None:
    """None when it can be set aside; the earlier hold when it cannot because it was."""
    check_scale(entry.account, entry.amount, locked.scale)
    if locked.available is None or entry.amount <= locked.available:
        return None
    repeated = _repeated(entry)
    if repeated is None:
        raise insufficient(entry.account, available=locked.available, required=entry.amount)
    return repeated


def _insert(actor: Actor, fresh: Sequence[HoldRecord], locked: Mapping[Account, LockedAccount]) -> set[str]:
    """The references that were not taken."""
    if not fresh:
        return set()
    author = (actor.kind, actor.id, actor.label)
    rows = [(entry.reference, locked[entry.account].id, entry.amount, *author) for entry in fresh]
    values = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(_HOLD.format(values=values), [value for row in rows for value in row])
        return {reference for (reference,) in cursor.fetchall()}


def release_hold(actor: Actor, *, reference: str) -> HoldRecord:
    """Give back what a hold set aside. Releasing again changes nothing.

    Raises NotFound ``HOLD_UNKNOWN``, Conflict ``HOLD_RESOLVED`` when an entry has spent it.
    """
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [reference, actor.kind, actor.id, actor.label])
    found = find_holds([reference]).get(reference)
    if found is None:
        raise NotFound("HOLD_UNKNOWN", f"there is no hold {reference}")
    if found.state is HoldState.CONSUMED:
        raise Conflict("HOLD_RESOLVED", f"hold {reference} was spent")
    return found


def find_holds(references: Collection[str]) -> dict[str, HoldRecord]:
    """The holds of these references, as they stand."""
    if not references:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list(references)])
        return {
            reference: HoldRecord(reference, Account(code, asset, owner), amount, HoldState(state or "OPEN"))
            for reference, code, asset, owner, amount, state in cursor.fetchall()
        }


def _repeated(entry: HoldRecord) -> HoldRecord | None:
    found = find_holds([entry.reference]).get(entry.reference)
    if found and (found.account, found.amount) != (entry.account, entry.amount):
        raise Conflict("REFERENCE_REUSED", f"{entry.reference} already names another hold")
    return found
