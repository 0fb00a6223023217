from decimal import Decimal
from uuid import uuid4

import pytest

from tests.ledger.desk import BANK, POSITION_USD, TESTER, at_commit, fund, move, new_client, spend
from tradeops.kernel.errors import Conflict, Invalid, LimitBreached, NotFound
from tradeops.ledger.selectors import available, balance, find_hold
from tradeops.ledger.services import hold, hold_many, release_hold
from tradeops.ledger.types import Account, HoldRecord, HoldState

pytestmark = pytest.mark.usefixtures("assets")


@pytest.fixture
def client(assets: None) -> Account:
    account = new_client()
    fund(account, "100")
    return account


def test_a_hold_counts_when_it_is_made(client: Account) -> None:
    made = hold(TESTER, reference="h:1", account=client, amount=Decimal(70))
    assert made.state is HoldState.OPEN
    assert available(client) == 30
    totals = balance(client)
    assert totals
    assert (totals.posted, totals.held) == (100, 70)
    with pytest.raises(LimitBreached, match="INSUFFICIENT_BALANCE"):
        hold(TESTER, reference="h:2", account=client, amount=Decimal("30.01"))
    with pytest.raises(LimitBreached, match="INSUFFICIENT_BALANCE"):
        spend(client, "30.01")
    hold(TESTER, reference="h:2", account=client, amount=Decimal(30))
    assert available(client) == 0


def test_the_same_hold_again_is_the_same_hold(client: Account) -> None:
    first = hold(TESTER, reference="h:1", account=client, amount=Decimal(70))
    assert hold(TESTER, reference="h:1", account=client, amount=Decimal("70.00")) == first
    assert available(client) == 30
    for account, amount in [(client, "60"), (client, "71"), (new_client(), "70")]:
        with pytest.raises((Conflict, LimitBreached)) as refusal:
            hold(TESTER, reference="h:1", account=account, amount=Decimal(amount))
        assert refusal.value.code == "REFERENCE_REUSED"


def test_a_released_hold_is_available_again_and_stays_released(client: Account) -> None:
    hold(TESTER, reference="h:1", account=client, amount=Decimal(70))
    released = release_hold(TESTER, reference="h:1")
    assert released.state is HoldState.RELEASED
    assert release_hold(TESTER, reference="h:1") == released
    assert available(client) == 100
    assert hold(TESTER, reference="h:1", account=client, amount=Decimal(70)).state is HoldState.RELEASED
    assert available(client) == 100
    with pytest.raises(Conflict, match="HOLD_RESOLVED"):
        spend(client, "70", resolves=("h:1",))
    with pytest.raises(NotFound, match="HOLD_UNKNOWN"):
        release_hold(TESTER, reference="h:0")


@pytest.mark.parametrize("amount", ["70", "45.5", "0.01"])
def test_an_entry_spends_a_hold_and_frees_the_rest(client: Account, amount: str) -> None:
    hold(TESTER, reference="h:1", account=client, amount=Decimal(70))
    first = spend(client, amount, reference="s:1", resolves=("h:1",))
    at_commit()
    assert available(client) == 100 - Decimal(amount)
    assert balance(client).held == 0  # type: ignore[union-attr]
    assert find_hold("h:1").state is HoldState.CONSUMED  # type: ignore[union-attr]
    assert spend(client, amount, reference="s:1", resolves=("h:1",)) == first
    with pytest.raises(Conflict, match="HOLD_RESOLVED"):
        spend(client, amount, reference="s:2", resolves=("h:1",))
    with pytest.raises(Conflict, match="HOLD_RESOLVED"):
        release_hold(TESTER, reference="h:1")


def test_a_hold_is_spent_in_full_when_nothing_else_is_left(client: Account) -> None:
    hold(TESTER, reference="h:1", account=client, amount=Decimal(100))
    assert available(client) == 0
    spend(client, "100", resolves=("h:1",))
    assert available(client) == 0


def test_several_holds_are_spent_together(client: Account) -> None:
    hold(TESTER, reference="h:1", account=client, amount=Decimal(40))
    hold(TESTER, reference="h:2", account=client, amount=Decimal(50))
    with pytest.raises(LimitBreached, match="HOLD_EXCEEDED"):
        spend(client, "90.01", resolves=("h:1", "h:2"))
    spend(client, "90", resolves=("h:1", "h:2"))
    at_commit()
    assert available(client) == 10


def test_a_refused_spend_leaves_the_hold_open(client: Account) -> None:
    hold(TESTER, reference="h:1", account=client, amount=Decimal(40))
    for code, attempt in [
        ("HOLD_EXCEEDED", lambda: spend(client, "40.01", resolves=("h:1",))),
        ("HOLD_MISMATCH", lambda: move(BANK, client, "5", resolves=("h:1",))),
        ("HOLD_MISMATCH", lambda: move(BANK, POSITION_USD, "5", resolves=("h:1",))),
        ("HOLD_RESOLVED", lambda: spend(client, "5", resolves=("h:1", "h:1"))),
        ("HOLD_UNKNOWN", lambda: spend(client, "5", resolves=("h:1", "h:9"))),
    ]:
        with pytest.raises((Conflict, NotFound)) as refusal:
            attempt()
        assert refusal.value.code == code
        assert find_hold("h:1").state is HoldState.OPEN  # type: ignore[union-attr]
        assert available(client) == 60


@pytest.mark.parametrize(
    ("code", "account", "amount"),
    [
        ("AMOUNT_ZERO", None, "0"),
        ("AMOUNT_NEGATIVE", None, "-1"),
        ("AMOUNT_MALFORMED", None, "NaN"),
        ("AMOUNT_TOO_PRECISE", None, "0.001"),
        ("ACCOUNT_NOT_HOLDABLE", BANK, "1"),
        ("ACCOUNT_CODE_UNKNOWN", Account("7", "USD"), "1"),
        ("ASSET_UNKNOWN", Account("2000", "XXX", f"counterparty:{uuid4()}"), "1"),
    ],
)
def test_a_malformed_hold_is_refused(client: Account, code: str, account: Account | None, amount: str) -> None:
    with pytest.raises(Invalid) as refusal:
        hold(TESTER, reference="h:1", account=account or client, amount=Decimal(amount))
    assert refusal.value.code == code
    assert available(client) == 100


def test_nothing_is_held_on_an_account_that_was_never_used(assets: None) -> None:
    with pytest.raises(LimitBreached, match="INSUFFICIENT_BALANCE"):
        hold(TESTER, reference="h:1", account=new_client(), amount=Decimal("0.01"))


def test_several_accounts_are_held_together_or_not_at_all(client: Account) -> None:
    other = new_client()
    fund(other, "5")

    def wanted(amount: str) -> list[HoldRecord]:
        both = (("one", client, "10"), ("two", other, amount))
        return [HoldRecord(name, account, Decimal(value), HoldState.OPEN) for name, account, value in both]

    before = available(client)
    with pytest.raises(LimitBreached, match="INSUFFICIENT_BALANCE"):
        hold_many(TESTER, wanted("5.01"))
    assert (find_hold("one"), available(client)) == (None, before)
    made = hold_many(TESTER, wanted("5"))
    assert made == hold_many(TESTER, wanted("5")) == wanted("5")
    assert (available(client), available(other)) == (before - 10, 0)
    with pytest.raises(ValueError, match="one hold an account"):
        hold_many(TESTER, [*wanted("5"), *wanted("5")])
