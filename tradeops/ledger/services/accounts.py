"""Finding, opening and locking accounts, always in one order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from django.db import connection

from tradeops.kernel.errors import Invalid
from tradeops.ledger.chart import account_type
from tradeops.ledger.rules import LockedAccount
from tradeops.ledger.types import Account, Side

# The scale is filled by the database. A zero balance row comes with the account, so that it can be locked.
_OPEN = """
INSERT INTO ledger_account (code, asset_id, owner, scale, mode, normal, may_go_negative)
SELECT code, asset, owner, 0, mode, normal, may_go_negative
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[])
    AS k(code, asset, owner, mode, normal, may_go_negative)
ON CONFLICT (code, asset_id, owner) DO NOTHING
"""


def lock_accounts(wanted: Iterable[Account]) -> dict[Account, LockedAccount]:
    """Every wanted account, opened if new; those with a floor are locked until the transaction ends.

    Raises Invalid ``ASSET_UNKNOWN``, or what the chart raises.
    """
    keys = sorted(set(wanted))
    found = find_accounts(keys)
    missing = [key for key in keys if key not in found]
    if missing:
        _open(missing)
        found = find_accounts(keys)
    return found


def find_accounts(keys: list[Account]) -> dict[Account, LockedAccount]:
    """Those of ``keys`` that are open; locked as in ``lock_accounts``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_lock_accounts(%s)", [json.dumps([asdict(key) for key in keys])])
        return {
            Account(code, asset, owner): LockedAccount(id, scale, Side(normal), available)
            for code, asset, owner, id, scale, normal, available in cursor.fetchall()
        }


def _open(keys: list[Account]) -> None:
    types = [account_type(key) for key in keys]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asset FROM unnest(%s::text[]) AS k(asset) "
            "WHERE NOT EXISTS (SELECT 1 FROM reference_asset WHERE code = k.asset)",
            [[key.asset for key in keys]],
        )
        unknown = cursor.fetchone()
        if unknown:
            raise Invalid("ASSET_UNKNOWN", f"there is no asset {unknown[0]}")
        cursor.execute(
            _OPEN,
            [
                [key.code for key in keys],
                [key.asset for key in keys],
                [key.owner for key in keys],
                [entry.mode.value for entry in types],
                [entry.normal.value for entry in types],
                [entry.may_go_negative for entry in types],
            ],
        )
