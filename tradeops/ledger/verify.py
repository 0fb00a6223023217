"""Proving the ledger: everything that follows from lines and holds is computed again and compared.

All checks read one snapshot, so that writers at work are seen whole or not at all. Each query returns what
differs as (subject, expected, found) and nothing when all is well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tradeops.ledger.types import Difference

_MOST = 100  # of one check: a broken table must not fill the memory

_CHECKS = {
    "entry balances in every asset": """
        SELECT entry.reference, '0 ' || account.asset_id, sum(line.amount)::text
        FROM ledger_entry entry
        JOIN ledger_line line ON line.entry_id = entry.id
        JOIN ledger_account account ON account.id = line.account_id
        GROUP BY entry.id, entry.reference, account.asset_id HAVING sum(line.amount) <> 0
        ORDER BY entry.id
    """,
    "entry has two lines or more": """
        SELECT entry.reference, '2 or more lines', count(line.id)::text
        FROM ledger_entry entry LEFT JOIN ledger_line line ON line.entry_id = entry.id
        GROUP BY entry.id, entry.reference HAVING count(line.id) < 2
        ORDER BY entry.id
    """,
    "line is well-formed": """
        SELECT coalesce(entry.reference, 'entry ' || line.entry_id::text) || ' line ' || line.id,
               'an amount of at most ' || coalesce(account.scale::text, 'unknown')
                   || ' decimals, not 0, of its entry''s transaction',
               line.amount::text
        FROM ledger_line line
        LEFT JOIN ledger_entry entry ON entry.id = line.entry_id
        LEFT JOIN ledger_account account ON account.id = line.account_id
        WHERE entry.id IS NULL OR account.id IS NULL OR line.amount = 0
            OR line.amount <> round(line.amount, account.scale) OR line.created_xid <> entry.created_xid
        ORDER BY line.id
    """,
    "posted debits equal posted credits": """
        SELECT account.asset_id, sum(balance.debits_posted)::text, sum(balance.credits_posted)::text
        FROM ledger_current_balance balance JOIN ledger_account account ON account.id = balance.account_id
        GROUP BY account.asset_id HAVING sum(balance.debits_posted) <> sum(balance.credits_posted)
        ORDER BY account.asset_id
    """,
    "pending equals open holds": """
        SELECT account.asset_id, coalesce(sum(held.amount), 0)::text,
               sum(balance.debits_pending + balance.credits_pending)::text
        FROM ledger_account account
        JOIN ledger_balance balance ON balance.account_id = account.id
        LEFT JOIN (
            SELECT hold.account_id, sum(hold.amount) AS amount
            FROM ledger_hold hold LEFT JOIN ledger_hold_resolution resolution ON resolution.hold_id = hold.id
            WHERE resolution.hold_id IS NULL GROUP BY hold.account_id
        ) held ON held.account_id = account.id
        GROUP BY account.asset_id
        HAVING coalesce(sum(held.amount), 0) <> sum(balance.debits_pending + balance.credits_pending)
        ORDER BY account.asset_id
    """,
    "account has its balance row": """
        SELECT account.code || ' ' || account.asset_id || ' ' || account.owner,
               account.normal || ' ' || account.may_go_negative || ' ' || account.mode,
               coalesce(balance.normal || ' ' || balance.may_go_negative
                   || CASE WHEN balance.folded_to IS NULL THEN ' BALANCE' ELSE ' DELTA' END, 'none')
        FROM ledger_account account LEFT JOIN ledger_balance balance ON balance.account_id = account.id
        WHERE balance.account_id IS NULL
            OR (balance.normal, balance.may_go_negative, balance.folded_to IS NOT NULL)
                <> (account.normal, account.may_go_negative, account.mode = 'DELTA')
        ORDER BY account.id
    """,
    "balance equals its lines": """
        SELECT account.code || ' ' || account.asset_id || ' ' || account.owner,
               'debits ' || coalesce(total.debits, 0) || ' credits ' || coalesce(total.credits, 0),
               'debits ' || balance.debits_posted || ' credits ' || balance.credits_posted
        FROM ledger_account account
        JOIN ledger_current_balance balance ON balance.account_id = account.id
        LEFT JOIN (
            SELECT account_id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS debits,
                   coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS credits
            FROM ledger_line GROUP BY account_id
        ) total ON total.account_id = account.id
        WHERE balance.debits_posted <> coalesce(total.debits, 0)
            OR balance.credits_posted <> coalesce(total.credits, 0)
        ORDER BY account.id
    """,
    "pending bucket equals its holds": """
        SELECT account.code || ' ' || account.asset_id || ' ' || account.owner,
               coalesce(held.amount, 0)::text,
               (CASE account.normal WHEN 'CREDIT' THEN balance.debits_pending
                                    ELSE balance.credits_pending END)::text
        FROM ledger_account account
        JOIN ledger_balance balance ON balance.account_id = account.id
        LEFT JOIN (
            SELECT hold.account_id, sum(hold.amount) AS amount
            FROM ledger_hold hold LEFT JOIN ledger_hold_resolution resolution ON resolution.hold_id = hold.id
            WHERE resolution.hold_id IS NULL GROUP BY hold.account_id
        ) held ON held.account_id = account.id
        WHERE (balance.debits_pending, balance.credits_pending) <>
              (CASE account.normal WHEN 'CREDIT' THEN coalesce(held.amount, 0) ELSE 0 END,
               CASE account.normal WHEN 'DEBIT' THEN coalesce(held.amount, 0) ELSE 0 END)
        ORDER BY account.id
    """,
    "hold is spent at most once and within its amount": """
        SELECT string_agg(hold.reference, ', ' ORDER BY hold.reference),
               'more than 0 and at most ' || sum(hold.amount), coalesce(spent.amount, 0)::text
        FROM ledger_hold_resolution resolution
        JOIN ledger_hold hold ON hold.id = resolution.hold_id
        LEFT JOIN LATERAL (
            SELECT sum(CASE account.normal WHEN 'CREDIT' THEN line.amount ELSE -line.amount END) AS amount
            FROM ledger_line line JOIN ledger_account account ON account.id = line.account_id
            WHERE line.entry_id = resolution.entry_id AND line.account_id = hold.account_id
        ) spent ON true
        WHERE resolution.state = 'CONSUMED'
        GROUP BY resolution.entry_id, hold.account_id, spent.amount
        HAVING coalesce(spent.amount, 0) <= 0 OR spent.amount > sum(hold.amount)
        ORDER BY min(hold.id)
    """,
    "available is not negative": """
        SELECT account.code || ' ' || account.asset_id || ' ' || account.owner, '0 or more', left_over::text
        FROM ledger_account account
        JOIN ledger_current_balance balance ON balance.account_id = account.id
        CROSS JOIN LATERAL (
            SELECT CASE account.normal
                WHEN 'CREDIT' THEN balance.credits_posted - balance.debits_posted - balance.debits_pending
                ELSE balance.debits_posted - balance.credits_posted - balance.credits_pending
            END AS left_over
        ) computed
        WHERE NOT account.may_go_negative AND left_over < 0
        ORDER BY account.id
    """,
}


def verify() -> list[Difference]:
    """Everything that does not add up, in a fixed order; empty when the ledger is sound.

    Reads one snapshot of its own. Raises RuntimeError inside a transaction, which may have read before.
    """
    if connection.in_atomic_block:
        raise RuntimeError("the ledger is verified in a snapshot of its own")
    with _snapshot():
        return differences()


def differences() -> list[Difference]:
    """The checks of ``verify`` in the caller's transaction, which writers must not share."""
    found: list[Difference] = []
    with connection.cursor() as cursor:
        for check, query in _CHECKS.items():
            cursor.execute(f"{query} LIMIT {_MOST}")
            found += [Difference(check, *row) for row in cursor.fetchall()]
    return found


@contextmanager
def _snapshot() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield
