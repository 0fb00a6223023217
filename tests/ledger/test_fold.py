from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction

from tests.ledger.crowd import at_once
from tests.ledger.desk import BANK, fold_everything, fund, new_client
from tests.ledger.owner import as_owner
from tests.waiting import wait_for
from tradeops.journal.ticks import all_ticks
from tradeops.ledger.selectors import available
from tradeops.ledger.services import fold
from tradeops.ledger.verify import verify

pytestmark = pytest.mark.usefixtures("committed_assets")


def folded() -> tuple[Decimal, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT balance.debits_posted, balance.folded_to::text FROM ledger_balance balance"
            " JOIN ledger_account account ON account.id = balance.account_id WHERE account.code = '1000'"
        )
        row: tuple[Decimal, str] = cursor.fetchone()
    return row


def test_reading_gives_the_same_before_and_after() -> None:
    client = new_client()
    fund(client, "10")
    assert folded() == (0, "0")
    assert available(BANK) == 10
    assert fold_everything() == 1
    assert folded()[0] == available(BANK) == 10
    assert fold() == 0
    fund(client, "5")
    assert (folded()[0], available(BANK)) == (10, 15)
    assert fold_everything() == 1
    assert (folded()[0], available(BANK)) == (15, 15)


def test_a_transaction_under_way_is_not_passed_by() -> None:
    client, late = new_client(), new_client()
    fund(client, "10")
    with transaction.atomic():
        fund(late, "3")
        # Ids are not commit order: this one is later, and commits first.
        at_once(1, lambda _: fund(client, "4"))
        wait_for(lambda: (at_once(1, lambda _: fold()), folded()[0] > 0)[1], timeout=90, what="the first line folded")
        assert folded()[0] == 10
    assert available(BANK) == 17
    fold_everything()
    assert folded()[0] == available(BANK) == 17
    assert verify() == []


def test_lines_from_another_server_are_counted() -> None:
    """A logical copy keeps the old server's transaction ids, which are far ahead of the new one's."""
    client = new_client()
    fund(client, "10")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        ahead = cursor.fetchone()[0] + 1_000_000
    move_lines_to(ahead)
    fund(client, "5")
    assert fold() == 1
    assert available(BANK) == 15
    assert verify() == []


def move_lines_to(transaction_id: int) -> None:
    as_owner(
        "UPDATE ledger_line SET created_xid = %(id)s::text::xid8",
        "UPDATE ledger_entry SET created_xid = %(id)s::text::xid8",
        "UPDATE ledger_balance SET folded_to = (%(id)s + 1)::text::xid8, debits_posted = 10"
        " WHERE folded_to IS NOT NULL",
        id=transaction_id,
    )


def test_the_relay_folds_every_second() -> None:
    ticks = {tick.name: tick for tick in all_ticks()}
    assert ticks["ledger.fold"].every_ms == 1000
    ticks["ledger.fold"].run()
