from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

import pytest

from tests.ledger import desk
from tests.ledger.desk import BANK, CAUSE, POSITION_BTC, POSITION_USD, TESTER, at_commit, fund, new_client, spend
from tradeops.kernel.errors import Conflict, Invalid, LimitBreached
from tradeops.ledger.models import JournalEntry, LedgerAccount
from tradeops.ledger.selectors import available, balance
from tradeops.ledger.services import post, post_many
from tradeops.ledger.types import Account, Leg, Posting

pytestmark = pytest.mark.usefixtures("assets")


def test_a_client_trade_moves_two_assets_in_one_entry() -> None:
    dollars = new_client("USD")
    bitcoin = Account("2000", "BTC", dollars.owner)
    fund(dollars, "150000")
    entry = post(
        TESTER,
        reference="trade:1",
        code="CLIENT_TRADE",
        source=CAUSE,
        legs=[
            Leg(dollars, Decimal(120000), "CLIENT_DELIVERS"),
            Leg(POSITION_BTC, Decimal(2), "POSITION"),
            Leg(POSITION_USD, Decimal(-119900), "POSITION"),
            Leg(Account("5000", "USD"), Decimal(-100), "MARKUP"),
            Leg(bitcoin, Decimal(-2), "CLIENT_RECEIVES"),
        ],
    )
    at_commit()
    assert available(dollars) == 30000
    assert available(bitcoin) == 2
    assert available(POSITION_BTC) == 2
    assert available(POSITION_USD) == -119900
    assert available(Account("5000", "USD")) == 100
    row = JournalEntry.objects.get(pk=entry.id)
    assert (row.actor_kind, row.actor_id, row.actor_label) == ("system", "tests", "tests")
    assert row.effective_at == row.recorded_at == entry.recorded_at


def test_the_same_call_returns_the_entry_as_written_even_when_the_money_is_gone() -> None:
    client = new_client()
    fund(client, "100")
    first = spend(client, "100", reference="spend:1")
    assert spend(client, "100.00", reference="spend:1") == first
    assert available(client) == 0
    assert JournalEntry.objects.filter(reference="spend:1").count() == 1


@pytest.mark.parametrize("amount", ["40", "5000"])
def test_another_content_under_the_same_reference_is_a_conflict(amount: str) -> None:
    client = new_client()
    fund(client, "100")
    spend(client, "50", reference="spend:1")
    with pytest.raises(Conflict) as refusal:
        spend(client, amount, reference="spend:1")
    assert refusal.value.code == "REFERENCE_REUSED"
    assert available(client) == 50


def test_effective_time_is_part_of_the_content() -> None:
    client = new_client()
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    content: dict[str, Any] = {
        "reference": "d:1",
        "code": "DEPOSIT",
        "source": CAUSE,
        "legs": desk.legs(BANK, client, "5"),
    }
    assert post(TESTER, **content, effective_at=moment).effective_at == moment
    with pytest.raises(Conflict, match="REFERENCE_REUSED"):
        post(TESTER, **content)


def test_want_of_money_is_refused_without_numbers_for_the_client() -> None:
    client = new_client()
    fund(client, "99.99")
    with pytest.raises(LimitBreached) as refusal:
        spend(client, "100")
    assert refusal.value.code == "INSUFFICIENT_BALANCE"
    assert "99" not in refusal.value.detail
    assert refusal.value.context == {
        "account": client,
        "available": Decimal("99.99"),
        "required": Decimal(100),
    }
    spend(client, "99.99")
    assert available(client) == 0


def test_a_refusal_inside_the_callers_transaction_leaves_it_usable() -> None:
    client = new_client()
    fund(client, "10")
    before = (desk.rows("ledger_entry"), desk.rows("ledger_line"), balance(client))
    with pytest.raises(LimitBreached):
        post(TESTER, reference="x", code="X", source=CAUSE, legs=desk.legs(client, POSITION_USD, "11"))
    assert (desk.rows("ledger_entry"), desk.rows("ledger_line"), balance(client)) == before
    spend(client, "10")
    at_commit()


CLIENT = Account("2000", "USD", f"counterparty:{uuid4()}")


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("REFERENCE_INVALID", {"reference": ""}),
        ("REFERENCE_INVALID", {"reference": "r" * 201}),
        ("CODE_MISSING", {"code": ""}),
        ("CODE_MISSING", {"legs": [Leg(BANK, Decimal(1), ""), Leg(CLIENT, Decimal(-1), "X")]}),
        ("LEGS_TOO_FEW", {"legs": []}),
        ("LEGS_TOO_FEW", {"legs": [Leg(BANK, Decimal(1), "X")]}),
        ("LEGS_UNBALANCED", {"legs": [Leg(BANK, Decimal(2), "X"), Leg(CLIENT, Decimal(-1), "X")]}),
        ("LEGS_UNBALANCED", {"legs": desk.legs(BANK, Account("2000", "BTC", CLIENT.owner), "1")}),
        ("AMOUNT_ZERO", {"legs": desk.legs(BANK, CLIENT, "0")}),
        ("AMOUNT_MALFORMED", {"legs": desk.legs(BANK, CLIENT, "NaN")}),
        ("AMOUNT_MALFORMED", {"legs": desk.legs(BANK, CLIENT, "Infinity")}),
        ("AMOUNT_MALFORMED", {"legs": [Leg(BANK, cast(Any, 1.5), "X"), Leg(CLIENT, Decimal(-1), "X")]}),
        ("AMOUNT_TOO_LONG", {"legs": desk.legs(BANK, CLIENT, "1E20")}),
        ("AMOUNT_TOO_PRECISE", {"legs": desk.legs(BANK, CLIENT, "1.001")}),
        ("ACCOUNT_CODE_UNKNOWN", {"legs": desk.legs(BANK, Account("2001", "USD", CLIENT.owner), "1")}),
        ("ACCOUNT_OWNER_INVALID", {"legs": desk.legs(BANK, Account("2000", "USD"), "1")}),
        ("ACCOUNT_OWNER_INVALID", {"legs": desk.legs(BANK, Account("2000", "USD", "counterparty:"), "1")}),
        ("ACCOUNT_OWNER_INVALID", {"legs": desk.legs(Account("1000", "USD", CLIENT.owner), CLIENT, "1")}),
        ("ASSET_UNKNOWN", {"legs": desk.legs(Account("1000", "XXX"), Account("4000", "XXX"), "1")}),
    ],
)
def test_a_malformed_posting_is_refused(code: str, bad: dict) -> None:
    good = {"reference": "r", "code": "C", "source": CAUSE, "legs": desk.legs(BANK, CLIENT, "1")}
    with pytest.raises(Invalid) as refusal:
        post(TESTER, **(good | bad))
    assert refusal.value.code == code
    assert desk.rows("ledger_entry") == 0


def test_scale_is_the_assets_precision_at_birth() -> None:
    client = new_client("BTC")
    fund(client, "0.00000001")
    assert LedgerAccount.objects.get(owner=client.owner).scale == 8


def test_many_postings_see_each_other_in_order() -> None:
    client, other = new_client(), new_client()
    made = post_many(
        TESTER,
        [
            Posting("m:1", "DEPOSIT", CAUSE, tuple(desk.legs(BANK, client, "10"))),
            Posting("m:2", "MOVE", CAUSE, tuple(desk.legs(client, other, "10"))),
            Posting("m:3", "MOVE", CAUSE, tuple(desk.legs(other, POSITION_USD, "4"))),
        ],
    )
    at_commit()
    assert [entry.reference for entry in made] == ["m:1", "m:2", "m:3"]
    assert (available(client), available(other)) == (0, 6)
    with pytest.raises(LimitBreached):
        post_many(
            TESTER,
            [
                Posting("m:4", "MOVE", CAUSE, tuple(desk.legs(client, other, "10"))),
                Posting("m:5", "DEPOSIT", CAUSE, tuple(desk.legs(BANK, client, "10"))),
            ],
        )
    assert desk.rows("ledger_entry") == 3


def test_a_batch_may_hold_what_was_already_written() -> None:
    client = new_client()
    fund(client, "10")
    first = spend(client, "10", reference="m:1")
    again = Posting("m:1", "MOVE", CAUSE, tuple(desk.legs(client, POSITION_USD, "10")))
    new = Posting("m:2", "DEPOSIT", CAUSE, tuple(desk.legs(BANK, client, "3")))
    assert post_many(TESTER, [again, new])[0] == first
    at_commit()
    assert available(client) == 3
    with pytest.raises(Invalid, match="REFERENCE_TWICE"):
        post_many(TESTER, [new, new])


def test_money_can_go_round_within_one_entry() -> None:
    client = new_client()
    fund(client, "10")
    post(
        TESTER,
        reference="round",
        code="FEE_AND_REBATE",
        source=CAUSE,
        legs=[
            Leg(client, Decimal(12), "FEE"),
            Leg(client, Decimal(-4), "REBATE"),
            Leg(POSITION_USD, Decimal(-8), "FEE"),
        ],
    )
    at_commit()
    assert available(client) == 2
    totals = balance(client)
    assert totals
    assert (totals.debits_posted, totals.credits_posted) == (12, 14)
