"""What PostgreSQL refuses when somebody goes around the services, connected as the application role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.ledger.desk import BANK, POSITION_USD, TESTER, at_commit, fund, new_client, spend
from tradeops.ledger.models import Hold, JournalEntry, LedgerAccount
from tradeops.ledger.selectors import available
from tradeops.ledger.services import hold
from tradeops.ledger.types import Account

TABLES = ["ledger_account", "ledger_entry", "ledger_line", "ledger_hold", "ledger_hold_resolution"]


@pytest.fixture
def client(assets: None) -> Account:
    account = new_client()
    fund(account, "100", reference="first")
    hold(TESTER, reference="h:1", account=account, amount=Decimal(10))
    hold(TESTER, reference="h:2", account=account, amount=Decimal(20))
    spend(account, "10", reference="second", resolves=("h:1",))
    at_commit()
    return account


def execute(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@contextmanager
def refused(message: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=message), transaction.atomic():  # noqa: PT012 - the attempt
        yield
        at_commit()


def key(account: Account) -> int:
    return LedgerAccount.objects.get(code=account.code, asset=account.asset, owner=account.owner).pk


def add_entry(reference: str) -> UUID:
    id = uuid4()
    execute(
        "INSERT INTO ledger_entry (id, reference, payload_hash, code, source_kind, source_id, effective_at,"
        " actor_kind, actor_id, actor_label) VALUES (%s, %s, '', 'X', 'x', %s, now(), 'system', 'x', 'x')",
        id,
        reference,
        id,
    )
    return id


def add_lines(entry: UUID, *lines: tuple[int, str]) -> None:
    values = ", ".join(["(%s, %s, %s, 'X')"] * len(lines))
    execute(
        f"INSERT INTO ledger_line (entry_id, account_id, amount, code) VALUES {values}",
        *[value for account, amount in lines for value in (entry, account, amount)],
    )


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_history_cannot_be_changed(client: Account, table: str, statement: str) -> None:
    column = {"ledger_entry": "code", "ledger_line": "amount", "ledger_account": "owner"}.get(table, "actor_id")
    with refused("append-only|permission denied"):
        execute(statement.format(table, column, column))


def test_an_entry_balances_in_every_asset(client: Account) -> None:
    with refused("balance in every asset"):
        add_lines(add_entry("a"), (key(BANK), "5"), (key(client), "-4"))
    bitcoin = new_client("BTC")
    fund(bitcoin, "5")
    with refused("balance in every asset"):
        add_lines(add_entry("a"), (key(BANK), "5"), (key(bitcoin), "-5"))


def test_an_entry_has_lines_and_none_is_zero(client: Account) -> None:
    with refused("has 0 lines"):
        add_entry("a")
    with refused("balance in every asset"):
        add_lines(add_entry("a"), (key(BANK), "5"))
    with refused("ledger_line_not_zero"):
        add_lines(add_entry("a"), (key(BANK), "0"), (key(client), "0"))


def test_checking_early_opens_no_window(client: Account) -> None:
    entry = add_entry("a")
    add_lines(entry, (key(BANK), "5"), (key(client), "-5"))
    at_commit()
    with refused("balance in every asset"):
        add_lines(entry, (key(client), "-5"))


def test_lines_come_with_their_entry(committed_assets: str) -> None:
    client = new_client()
    entry = fund(client, "100")
    with refused("transaction of their entry"):
        add_lines(entry.id, (key(BANK), "5"), (key(client), "-5"))
    with refused("transaction of their entry"):
        execute(
            "INSERT INTO ledger_line (entry_id, account_id, amount, code, created_xid)"
            " SELECT id, %s, k.amount, 'X', created_xid FROM ledger_entry, (VALUES (5), (-5)) AS k(amount)",
            key(client),
        )


def test_a_reference_names_one_entry_and_one_hold(client: Account) -> None:
    with refused("ledger_entry_reference_once"):
        add_entry("first")
    with refused("ledger_hold_reference_once"):
        execute(
            "INSERT INTO ledger_hold (reference, account_id, amount, actor_kind, actor_id, actor_label)"
            " VALUES ('h:1', %s, 1, 'system', 'x', 'x')",
            key(client),
        )


def test_available_never_falls_below_zero(client: Account) -> None:
    assert available(client) == 70
    with refused("ledger_balance_available_not_negative"):
        add_lines(add_entry("a"), (key(client), "70.01"), (key(BANK), "-70.01"))
    with refused("ledger_balance_available_not_negative"):
        execute(
            "INSERT INTO ledger_hold (reference, account_id, amount, actor_kind, actor_id, actor_label)"
            " VALUES ('h:9', %s, 70.01, 'system', 'x', 'x')",
            key(client),
        )


def test_amounts_have_the_scale_of_their_asset(client: Account) -> None:
    with refused("more decimals"):
        add_lines(add_entry("a"), (key(client), "0.001"), (key(BANK), "-0.001"))
    with refused("cannot hold"):
        execute(
            "INSERT INTO ledger_hold (reference, account_id, amount, actor_kind, actor_id, actor_label)"
            " VALUES ('h:9', %s, 0.001, 'system', 'x', 'x')",
            key(client),
        )
    execute(
        "INSERT INTO ledger_account (code, asset_id, owner, scale, mode, normal, may_go_negative)"
        " VALUES ('1000', 'USD', 'bank:x', 17, 'DELTA', 'DEBIT', true)"
    )
    assert LedgerAccount.objects.get(owner="bank:x").scale == 2


def test_codes_and_sources_are_said(client: Account) -> None:
    for column in ("code", "source_kind", "source_id"):
        with refused("null value"):
            execute(
                f"INSERT INTO ledger_entry SELECT (jsonb_populate_record(entry, jsonb_build_object('id',"
                f" gen_random_uuid(), 'reference', 'new', '{column}', NULL))).* FROM ledger_entry entry"
                " WHERE reference = 'first'"
            )
    with refused("null value"):
        add_lines(add_entry("a"), (key(BANK), "5"), (key(client), "-5"), (None, "1"))  # type: ignore[arg-type]


def test_a_hold_ends_once_and_is_spent_by_its_own_entry(client: Account) -> None:
    resolve = (
        "INSERT INTO ledger_hold_resolution (hold_id, state, entry_id, actor_kind, actor_id, actor_label)"
        " VALUES (%s, %s, %s, 'system', 'x', 'x')"
    )
    spent, still_open = Hold.objects.get(reference="h:1").pk, Hold.objects.get(reference="h:2").pk
    with refused("ledger_hold_resolution_pkey"):
        execute(resolve, spent, "RELEASED", None)
    with refused("ledger_hold_resolution_consistent"):
        execute(resolve, still_open, "CONSUMED", None)
    with refused("an entry spends 20.01"):
        execute(resolve, still_open, "CONSUMED", add_balanced(client, "20.01"))
    with refused("an entry spends 0"):
        execute(resolve, still_open, "CONSUMED", add_balanced(BANK, "5"))


def add_balanced(account: Account, amount: str) -> UUID:
    entry = add_entry("spend")
    add_lines(entry, (key(account), amount), (key(POSITION_USD), f"-{amount}"))
    return entry


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_balance SET credits_posted = credits_posted + 1",
        "UPDATE ledger_balance SET may_go_negative = true",
        "UPDATE ledger_balance SET debits_pending = 0, folded_to = folded_to",
        "UPDATE ledger_balance SET folded_to = '0' WHERE folded_to IS NULL",
        "UPDATE ledger_balance SET folded_to = NULL WHERE folded_to IS NOT NULL",
        "UPDATE ledger_balance SET folded_to = '9999999999' WHERE folded_to IS NOT NULL",
        "DELETE FROM ledger_balance",
        "TRUNCATE ledger_balance",
        "SELECT ledger_move_pending(hold, -1) FROM ledger_hold hold",
        "INSERT INTO ledger_balance SELECT (jsonb_populate_record(balance, '{\"account_id\": 0}')).*"
        " FROM ledger_balance balance LIMIT 1",
    ],
)
def test_balances_follow_lines_and_holds_alone(client: Account, statement: str) -> None:
    with refused("balances follow|can still be added|permission denied"):
        execute(statement)


def test_a_floor_cannot_be_opened_without_its_row(assets: None) -> None:
    with refused("ledger_account_floor_needs_row"):
        execute(
            "INSERT INTO ledger_account (code, asset_id, owner, scale, mode, normal, may_go_negative)"
            " VALUES ('2000', 'USD', 'x', 2, 'DELTA', 'CREDIT', false)"
        )


def test_the_tests_run_as_the_application_role(client: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR pg_has_role(current_user, tableowner, 'MEMBER') FROM pg_roles, pg_tables"
            " WHERE rolname = current_user AND tablename = 'ledger_entry'"
        )
        assert cursor.fetchone() == (False,)
    assert JournalEntry.objects.count() == 2
