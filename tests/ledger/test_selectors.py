from decimal import Decimal
from uuid import uuid4

import pytest

from tests.ledger.desk import BANK, CAUSE, POSITION_USD, TESTER, fund, legs, new_client, spend
from tradeops.journal.types import Subject
from tradeops.ledger import codes
from tradeops.ledger.chart import CHART
from tradeops.ledger.selectors import available, balances, balances_of, lines_of, statement, trial_balance
from tradeops.ledger.services import hold, post
from tradeops.ledger.types import Account, Mode

pytestmark = pytest.mark.usefixtures("assets")


def test_balances_of_an_owner_and_of_a_code() -> None:
    client, other = new_client(), new_client()
    bitcoin = Account("2000", "BTC", client.owner)
    fund(client, "10")
    fund(bitcoin, "0.5")
    fund(other, "7")
    hold(TESTER, reference="h", account=client, amount=Decimal(4))
    found = balances(client.owner)
    assert [(one.account, one.posted, one.held, one.available) for one in found] == [
        (bitcoin, Decimal("0.5"), 0, Decimal("0.5")),
        (client, 10, 4, 6),
    ]
    assert {one.account for one in balances_of("2000")} == {client, bitcoin, other}
    assert balances("counterparty:nobody") == ()
    assert available(Account("2000", "USD", "counterparty:nobody")) == 0


def test_a_statement_pages_from_the_newest_line() -> None:
    client = new_client()
    for number in range(5):
        fund(client, str(number + 1), reference=f"d:{number}")
    pages, cursor = [], None
    while True:
        page = statement(client, limit=2, before=cursor)
        pages.append([(line.entry.reference, line.amount) for line in page.lines])
        cursor = page.next
        if cursor is None:
            break
    assert pages == [[("d:4", -5), ("d:3", -4)], [("d:2", -3), ("d:1", -2)], [("d:0", -1)]]
    assert statement(new_client()).lines == ()


def test_the_journal_of_a_deal() -> None:
    client = new_client()
    deal = Subject("trade", uuid4())
    fund(client, "10")
    post(TESTER, reference="a", code="CLIENT_TRADE", source=deal, legs=legs(client, POSITION_USD, "3"))
    post(TESTER, reference="b", code="FEE", source=deal, legs=legs(client, POSITION_USD, "1"))
    lines = lines_of([deal])
    assert [(line.entry.reference, line.account, line.amount) for line in lines] == [
        ("a", client, 3),
        ("a", POSITION_USD, -3),
        ("b", client, 1),
        ("b", POSITION_USD, -1),
    ]
    assert {line.entry.source for line in lines} == {deal}
    assert {line.entry.source for line in lines_of([deal, CAUSE])} == {deal, CAUSE}


def test_the_trial_balance_is_even() -> None:
    client = new_client()
    fund(client, "10")
    spend(client, "4")
    rows = {(row.code, row.asset): row for row in trial_balance()}
    assert (rows["1000", "USD"].debits, rows["1000", "USD"].credits) == (10, 0)
    assert (rows["2000", "USD"].debits, rows["2000", "USD"].credits) == (0, 6)
    assert (rows["4000", "USD"].debits, rows["4000", "USD"].credits) == (0, 4)
    assert rows["2000", "USD"].title == "Client available"
    assert sum(row.debits for row in rows.values()) == sum(row.credits for row in rows.values())


def test_the_chart_has_every_named_code_and_floors_under_clients_alone() -> None:
    named = [value for name, value in vars(codes).items() if name.isupper()]
    assert set(named) <= set(CHART)
    floors = {code for code, entry in CHART.items() if not entry.may_go_negative}
    assert floors == {"2000", "2010", "2020"}
    assert all((CHART[code].mode is Mode.BALANCE) == (code in floors) for code in CHART)
    assert BANK.code in CHART
