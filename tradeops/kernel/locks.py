"""Advisory locks and the one order in which rows are locked.

Row locks are taken ``FOR NO KEY UPDATE`` in this order of kinds, and by primary key within a kind:
advisory scopes, rfq, quote, order, position, reservation, exposure, ledger balance, hold, delivery.
A transaction that needs a later kind first must not come back for an earlier one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection

# Permanent numbers: one name space of 32 bits each. Never reuse a number.
TRADING_SCOPE = 1
SINGLETON = 2


def share(space: int, name: str) -> None:
    """Take ``name`` shared until the transaction ends; any number may share."""
    _lock("pg_advisory_xact_lock_shared", space, name)


def share_all(space: int, names: Iterable[str]) -> None:
    """Take all of ``names`` shared in one statement, in the order of their names."""
    keys = [_key(name) for name in sorted(names)]
    with connection.cursor() as cursor:
        calls = ", ".join(["pg_advisory_xact_lock_shared(%s, %s)"] * len(keys))
        cursor.execute(f"SELECT {calls}", [part for key in keys for part in (space, key)])


def exclude(space: int, name: str) -> None:
    """Take ``name`` alone until the transaction ends; waits for those who share."""
    _lock("pg_advisory_xact_lock", space, name)


def hold_session(space: int, name: str) -> bool:
    """Try to take ``name`` for as long as this connection lives: one leader at a time."""
    return _lock("pg_try_advisory_lock", space, name) is True


def _lock(function: str, space: int, name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [space, _key(name)])
        return cursor.fetchone()[0]


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), signed=True)
