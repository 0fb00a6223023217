"""Reading the ledger. Amounts of lines are signed (debit positive), balances are on the normal side.

These see every account: whoever shows them to a client asks for that client's owner only.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from tradeops.journal.types import Subject
from tradeops.ledger.chart import CHART
from tradeops.ledger.services.holding import find_holds
from tradeops.ledger.types import (
    Account,
    AccountBalance,
    HoldRecord,
    PostedEntry,
    Side,
    StatementLine,
    StatementPage,
    TrialRow,
)

_BALANCES = """
SELECT account.code, account.asset_id, account.owner, account.normal,
       balance.debits_posted, balance.credits_posted, balance.debits_pending, balance.credits_pending
FROM ledger_account account JOIN ledger_current_balance balance ON balance.account_id = account.id
"""

_LINES = """
SELECT line.id, account.code, account.asset_id, account.owner, line.amount, line.code,
       entry.id, entry.reference, entry.code, entry.source_kind, entry.source_id,
       entry.effective_at, entry.recorded_at
FROM ledger_line line
JOIN ledger_entry entry ON entry.id = line.entry_id
JOIN ledger_account account ON account.id = line.account_id
"""

_TRIAL = """
SELECT account.code, account.asset_id,
       sum(greatest(balance.debits_posted - balance.credits_posted, 0)),
       sum(greatest(balance.credits_posted - balance.debits_posted, 0))
FROM ledger_account account JOIN ledger_current_balance balance ON balance.account_id = account.id
GROUP BY account.code, account.asset_id ORDER BY account.code, account.asset_id
"""


def balance(account: Account) -> AccountBalance | None:
    """The totals of one account; None when nothing was ever booked to it."""
    rows = _balances(
        "WHERE account.code = %s AND account.asset_id = %s AND account.owner = %s",
        [account.code, account.asset, account.owner],
    )
    return rows[0] if rows else None


def available(account: Account) -> Decimal:
    """What of ``account`` can be spent: posted less held, on its normal side; zero for an unused account."""
    found = balance(account)
    return found.available if found else Decimal(0)


def balances(owner: str) -> tuple[AccountBalance, ...]:
    """Every account of ``owner`` (``counterparty:<uuid>``; empty for the desk itself), by code and asset."""
    return _balances("WHERE account.owner = %s ORDER BY account.code, account.asset_id", [owner])


def balances_of(code: str) -> tuple[AccountBalance, ...]:
    """Every account of one code of the chart, by asset and owner."""
    return _balances("WHERE account.code = %s ORDER BY account.asset_id, account.owner", [code])


def find_hold(reference: str) -> HoldRecord | None:
    """The hold as it stands; None when there is none."""
    return find_holds([reference]).get(reference)


def lines_of(sources: Sequence[Subject]) -> tuple[StatementLine, ...]:
    """Every line booked because of these subjects, oldest first: the journal of a deal."""
    return _lines(
        "JOIN unnest(%s::text[], %s::uuid[]) AS k(kind, id) "
        "ON entry.source_kind = k.kind AND entry.source_id = k.id "
        "ORDER BY entry.recorded_at, line.id",
        [[source.kind for source in sources], [source.id for source in sources]],
    )


def statement(account: Account, *, limit: int = 50, before: int | None = None) -> StatementPage:
    """Lines of one account, newest first; ``before`` is the ``next`` of the page before."""
    lines = _lines(
        "WHERE line.account_id = (SELECT id FROM ledger_account WHERE code = %s AND asset_id = %s AND owner = %s)"
        " AND (%s::bigint IS NULL OR line.id < %s) ORDER BY line.id DESC LIMIT %s",
        [account.code, account.asset, account.owner, before, before, limit + 1],
    )
    page = lines[:limit]
    return StatementPage(page, page[-1].id if len(lines) > limit else None)


def trial_balance() -> tuple[TrialRow, ...]:
    """Debit and credit balances of every code and asset; per asset both sides add up to the same."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL)
        return tuple(
            TrialRow(code, CHART[code].title, asset, debits, credits)
            for code, asset, debits, credits in cursor.fetchall()
        )


def count_entries() -> int:
    """How many entries were ever written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry")
        count: int = cursor.fetchone()[0]
    return count


def _balances(condition: str, parameters: list[Any]) -> tuple[AccountBalance, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES + condition, parameters)
        return tuple(
            AccountBalance(Account(code, asset, owner), Side(normal), *totals)
            for code, asset, owner, normal, *totals in cursor.fetchall()
        )


def _lines(condition: str, parameters: list[Any]) -> tuple[StatementLine, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES + condition, parameters)
        return tuple(
            StatementLine(
                line_id,
                PostedEntry(id, reference, entry_code, Subject(kind, source_id), effective_at, recorded_at),
                Account(account_code, asset, owner),
                amount,
                code,
            )
            for (
                line_id, account_code, asset, owner, amount, code,
                id, reference, entry_code, kind, source_id, effective_at, recorded_at,
            ) in cursor.fetchall()
        )  # fmt: skip
