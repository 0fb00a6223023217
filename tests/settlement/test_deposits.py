from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from settlement.models import Deposit
from settlement.services.record_deposit import record_deposit, request_deposit
from tests.access import people
from tests.risk.world import make_client, make_instrument
from tradeops.access.approvals import approve, reject
from tradeops.access.roles import CLIENT_TRADER, OPERATIONS, OPERATIONS_SUPERVISOR
from tradeops.access.selectors import approval
from tradeops.journal.models import Event
from tradeops.kernel.actor import Actor, system
from tradeops.kernel.errors import Conflict, Denied, Invalid, NotFound
from tradeops.kernel.ids import uuid7
from tradeops.ledger.selectors import available
from tradeops.ledger.types import Account
from tradeops.reference.types import CounterpartySpec, Funding

pytestmark = pytest.mark.django_db
PROGRAM = system("tests")


@pytest.fixture
def client() -> CounterpartySpec:
    make_instrument()
    return make_client(Funding.PREFUNDED)


@pytest.fixture
def omar() -> Actor:
    return people.person("omar@desk.example", OPERATIONS)


@pytest.fixture
def sofia() -> Actor:
    return people.person("sofia@desk.example", OPERATIONS_SUPERVISOR)


def usd(client: CounterpartySpec) -> Account:
    return Account("2000", "USD", f"counterparty:{client.id}")


def ask(omar: Actor, client: CounterpartySpec, **changes: str) -> UUID:
    terms = {"asset": "USD", "amount": "150000.00", "evidence": "wire 77"} | changes
    return request_deposit(actor=omar, counterparty_id=client.id, **terms)


def test_a_deposit_counts_when_a_second_person_agrees(client: CounterpartySpec, omar: Actor, sofia: Actor) -> None:
    asked = approval(omar, ask(omar, client))
    assert available(usd(client)) == 0

    with pytest.raises(Denied):
        approve(actor=omar, approval_id=asked.id, payload_hash=asked.payload_hash)
    decided = approve(actor=sofia, approval_id=asked.id, payload_hash=asked.payload_hash)

    assert decided.state == "EXECUTED"
    assert available(usd(client)) == 150_000
    deposit = Deposit.objects.as_system().get()
    assert (deposit.evidence, deposit.recorded_by) == ("wire 77", "omar@desk.example")
    recorded = Event.objects.get(name="deposit.recorded")
    assert (recorded.firm_id, recorded.payload["amount"]) == (client.firm_id, "150000.00")


def test_a_refused_deposit_changes_nothing(client: CounterpartySpec, omar: Actor, sofia: Actor) -> None:
    asked = approval(omar, ask(omar, client))

    reject(actor=sofia, approval_id=asked.id, payload_hash=asked.payload_hash, reason="not in the bank yet")

    assert available(usd(client)) == 0
    assert not Deposit.objects.as_system().exists()


def test_evidence_is_credited_once(client: CounterpartySpec) -> None:
    first = record(client, "10.00")

    assert record(client, "10.00") == first
    assert available(usd(client)) == 10
    with pytest.raises(Conflict) as refusal:
        record(client, "11.00")
    assert refusal.value.code == "EVIDENCE_REUSED"
    assert available(usd(client)) == 10


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": "0"}, "AMOUNT_OUT_OF_RANGE"),
        ({"amount": "-5"}, "AMOUNT_OUT_OF_RANGE"),
        ({"amount": "1.001"}, "AMOUNT_OUT_OF_RANGE"),
        ({"amount": "1e6"}, "AMOUNT_MALFORMED"),
        ({"amount": "01"}, "AMOUNT_MALFORMED"),
        ({"amount": "1.0000000000000000000"}, "AMOUNT_TOO_LONG"),
        ({"evidence": ""}, "EVIDENCE_MALFORMED"),
        ({"asset": "XYZ"}, "ASSET_NOT_FOUND"),
    ],
)
def test_bad_input_never_reaches_a_second_person(
    client: CounterpartySpec, omar: Actor, changes: dict[str, str], code: str
) -> None:
    with pytest.raises((Invalid, NotFound)) as refusal:
        ask(omar, client, **changes)

    assert refusal.value.code == code
    assert not Event.objects.filter(name="approval.requested").exists()


def test_a_client_cannot_credit_itself(client: CounterpartySpec) -> None:
    trader = people.person("t@alpha.example", CLIENT_TRADER, firm_id=client.firm_id)

    with pytest.raises(Denied):
        ask(trader, client)
    with pytest.raises(NotFound):
        request_deposit(
            actor=people.person("o@desk.example", OPERATIONS),
            counterparty_id=uuid7(),
            asset="USD",
            amount="1",
            evidence="x",
        )


def test_balances_are_a_list_of_items(client: CounterpartySpec) -> None:
    record(client, "10.50")
    browser = Client()
    browser.force_login(people.user("t@alpha.example", CLIENT_TRADER, firm_id=client.firm_id))

    answer = browser.get("/api/v1/balances").json()

    expected = {"asset": "USD", "available": "10.5", "held": "0", "total": "10.5", "counterparty_id": str(client.id)}
    assert answer == {"items": [expected]}


def record(client: CounterpartySpec, amount: str) -> UUID:
    return record_deposit(actor=PROGRAM, counterparty_id=client.id, asset="USD", amount=amount, evidence="wire 1")
