from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection, transaction

from tests.ledger.crowd import at_once
from tests.ledger.desk import BANK, CAUSE, POSITION_USD, TESTER, fold_everything, fund, legs, new_client, rows
from tradeops.ledger.selectors import available, balance
from tradeops.ledger.services import fold, hold, post, post_many, release_hold
from tradeops.ledger.types import Account, HoldRecord, PostedEntry, Posting
from tradeops.ledger.verify import verify

pytestmark = pytest.mark.usefixtures("committed_assets")


def deposit(client: Account, amount: str, reference: str) -> PostedEntry:
    return post(TESTER, reference=reference, code="DEPOSIT", source=CAUSE, legs=legs(BANK, client, amount))


def withdraw(client: Account, amount: str, reference: str, resolves: tuple[str, ...] = ()) -> PostedEntry:
    postings = legs(client, POSITION_USD, amount)
    return post(TESTER, reference=reference, code="OUT", source=CAUSE, legs=postings, resolves=resolves)


def test_fifty_times_the_same_call_is_one_entry_and_fifty_same_answers() -> None:
    client = new_client()
    answers = at_once(50, lambda _: deposit(client, "10", "same"))
    assert isinstance(answers[0], PostedEntry)
    assert set(answers) == {answers[0]}
    assert (rows("ledger_entry"), rows("ledger_line"), available(client)) == (1, 2, 10)
    assert at_once(50, lambda n: deposit(client, "10.01", "same")) == ["REFERENCE_REUSED"] * 50
    assert verify() == []


def test_of_many_contents_under_one_reference_one_is_written() -> None:
    client = new_client()
    answers = at_once(20, lambda number: deposit(client, str(number + 1), "same"))
    assert answers.count("REFERENCE_REUSED") == 19
    assert rows("ledger_entry") == 1
    assert verify() == []


def test_the_same_hold_fifty_times_is_one_hold() -> None:
    client = new_client()
    fund(client, "10")
    answers = at_once(50, lambda _: hold(TESTER, reference="same", account=client, amount=Decimal(10)))
    assert isinstance(answers[0], HoldRecord)
    assert set(answers) == {answers[0]}
    assert available(client) == 0


def test_holds_never_take_more_than_there_is() -> None:
    client = new_client()
    fund(client, "70")

    def work(number: int) -> object:
        if number % 2:
            return hold(TESTER, reference=f"h:{number}", account=client, amount=Decimal(10))
        return withdraw(client, "10", f"w:{number}")

    answers = at_once(50, work)
    assert Counter(answers)["INSUFFICIENT_BALANCE"] == 43
    assert available(client) == 0
    assert verify() == []


def test_a_hold_ends_once_whoever_asks() -> None:
    client = new_client()
    fund(client, "100")
    with transaction.atomic():
        for number in range(10):
            hold(TESTER, reference=f"h:{number}", account=client, amount=Decimal(10))

    def work(number: int) -> object:
        name = f"h:{number // 4}"
        if number % 2:
            return release_hold(TESTER, reference=name)
        return withdraw(client, "6", f"w:{number}", resolves=(name,))

    answers = at_once(40, work)
    spent = sum(isinstance(answer, PostedEntry) for answer in answers)
    assert set(filter(lambda answer: isinstance(answer, str), answers)) <= {"HOLD_RESOLVED"}
    totals = balance(client)
    assert totals
    assert (totals.held, totals.available) == (0, 100 - 6 * spent)
    assert rows("ledger_hold_resolution") == 10
    assert verify() == []


def test_opposite_orders_do_not_deadlock() -> None:
    first, second = new_client(), new_client()
    fund(first, "1000")
    fund(second, "1000")

    def work(number: int) -> object:
        there, back = (first, second) if number % 2 else (second, first)
        return [
            post_many(
                TESTER,
                [
                    Posting(f"{number}:{turn}:a", "MOVE", CAUSE, tuple(legs(there, back, "1"))),
                    Posting(f"{number}:{turn}:b", "MOVE", CAUSE, tuple(legs(back, there, "2"))),
                ],
            )
            for turn in range(5)
        ]

    assert all(isinstance(answer, list) for answer in at_once(16, work))
    assert available(first) + available(second) == 2000
    assert verify() == []


def test_accounts_are_opened_once_whoever_is_first() -> None:
    clients = [new_client() for _ in range(4)]
    answers = at_once(24, lambda number: deposit(clients[number % 4], "1", f"d:{number}"))
    assert all(isinstance(answer, PostedEntry) for answer in answers)
    assert [available(client) for client in clients] == [6, 6, 6, 6]
    assert rows("ledger_account") == 5


def test_the_desks_accounts_make_nobody_wait() -> None:
    clients = [new_client(), new_client()]
    for client in clients:
        fund(client, "10")
    with transaction.atomic():
        withdraw(clients[0], "1", "first")  # the first use of an account opens it, once
    with transaction.atomic():
        withdraw(clients[0], "1", "open")  # keeps its locks until the block ends
        assert isinstance(at_once(1, lambda _: withdraw(clients[1], "1", "other"))[0], PostedEntry)


def test_folding_and_verifying_while_others_write() -> None:
    clients = [new_client() for _ in range(4)]
    for client in clients:
        fund(client, "1000")

    reports: list[object] = []

    def work(number: int) -> None:
        for turn in range(20):
            if number == 0:
                fold()
            else:
                withdraw(clients[number % 4], "1", f"{number}:{turn}")
        transaction.on_commit(lambda: reports.append(verify()))

    at_once(9, work)
    assert reports == [[]] * 9
    assert available(POSITION_USD) == -160
    fold_everything()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(credits_posted) FROM ledger_balance WHERE folded_to > '0'")
        assert cursor.fetchone()[0] >= 160
    assert available(POSITION_USD) == -160
    assert verify() == []
