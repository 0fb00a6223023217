"""Accounts and postings that the ledger's tests share."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

from django.db import connection, transaction

from tests.waiting import wait_for
from tradeops.journal.types import Subject
from tradeops.kernel import actor
from tradeops.ledger.services import fold, post
from tradeops.ledger.types import Account, Leg, PostedEntry
from tradeops.reference.models import Asset

TESTER = actor.system("tests")
BANK = Account("1000", "USD")
POSITION_USD = Account("4000", "USD")
POSITION_BTC = Account("4000", "BTC")
CAUSE = Subject("trade", UUID(int=7))


def make_assets() -> None:
    Asset.objects.bulk_create(
        [
            Asset(code="USD", name="US dollar", kind="FIAT", precision=2, display_precision=2),
            Asset(code="BTC", name="Bitcoin", kind="COIN", precision=8, display_precision=4),
        ]
    )


def new_client(asset: str = "USD") -> Account:
    return Account("2000", asset, f"counterparty:{uuid4()}")


def legs(debit: Account, credit: Account, amount: str) -> list[Leg]:
    return [Leg(debit, Decimal(amount), "PRINCIPAL"), Leg(credit, -Decimal(amount), "PRINCIPAL")]


def move(
    debit: Account, credit: Account, amount: str, *, reference: str = "", resolves: tuple[str, ...] = ()
) -> PostedEntry:
    with transaction.atomic():
        return post(
            TESTER,
            reference=reference or f"move:{uuid4()}",
            code="MOVE",
            source=CAUSE,
            legs=legs(debit, credit, amount),
            resolves=resolves,
        )


def fund(client: Account, amount: str, *, reference: str = "") -> PostedEntry:
    return move(BANK if client.asset == "USD" else POSITION_BTC, client, amount, reference=reference)


def spend(client: Account, amount: str, *, reference: str = "", resolves: tuple[str, ...] = ()) -> PostedEntry:
    house = POSITION_USD if client.asset == "USD" else POSITION_BTC
    return move(client, house, amount, reference=reference, resolves=resolves)


def at_commit() -> None:
    """Run the deferred checks now, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def fold_everything() -> int:
    """Fold until no line is left: a transaction of another test's database may hold some back. How many rows moved."""
    moved: list[int] = []
    unfolded = (
        "SELECT count(*) FROM ledger_line line JOIN ledger_balance balance USING (account_id)"
        " WHERE line.created_xid >= balance.folded_to"
    )

    def folded() -> bool:
        moved.append(fold())
        with connection.cursor() as cursor:
            cursor.execute(unfolded)
            return bool(cursor.fetchone()[0] == 0)

    wait_for(folded, timeout=90, what="everything folded")
    return sum(moved)


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        count: int = cursor.fetchone()[0]
    return count
