"""From quote to trade: one transaction, once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from oms.models import Trade
from rfq.models import Acceptance
from rfq.services.close_requests import pull_quotes
from risk.selectors import position
from risk.services.trading import halt
from risk.types import TradingMode
from settlement.models import Obligation
from tests.access import people
from tests.rfq import world
from tradeops.access.roles import RISK_OFFICER
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery, Event
from tradeops.kernel.actor import system
from tradeops.kernel.errors import Conflict, Invalid, TradeopsError
from tradeops.ledger.selectors import balances, trial_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> world.Client:
    world.make_desk()
    return world.prefunded()


def held(owner: str) -> dict[tuple[str, str], Decimal]:
    return {(row.account.code, row.account.asset): row.posted for row in balances(owner)}


def test_a_prefunded_buy_moves_everything_at_once(client: world.Client) -> None:
    quote = world.quoted(client, side="BUY", quantity="2")

    accepted = world.accept(client, quote.pk)

    assert (accepted.price, accepted.quote_amount) == (Decimal("60070"), Decimal("120140"))
    owner = f"counterparty:{client.spec.id}"
    assert held(owner) == {("2000", "USD"): 1_000_000 - 120_140, ("2000", "BTC"): Decimal(12)}
    desk = position("BTC-USD")
    assert (desk.quantity, desk.cost) == (-2, -120_020)
    markup = next(row for row in trial_balance() if (row.code, row.asset) == ("5000", "USD"))
    assert markup.credits - markup.debits == 120
    names = list(Event.objects.filter(subject_id=accepted.rfq_id).order_by("id").values_list("name", flat=True))
    assert names == ["rfq.requested", "rfq.quoting", "rfq.quoted", "rfq.accepted", "rfq.filled"]


def test_a_prefunded_clients_legs_settle_when_settlement_hears_of_it(client: world.Client) -> None:
    accepted = world.accept(client, world.quoted(client).pk)

    owed = Delivery.objects.get(subscriber="settlement.create_obligations")
    deliver(owed.pk)
    deliver(owed.pk)

    legs = Obligation.objects.as_system().filter(trade_id=accepted.trade_id)
    assert {(leg.direction, leg.asset_id, leg.state) for leg in legs} == {
        ("RECEIVE", "USD", "SETTLED"),
        ("DELIVER", "BTC", "SETTLED"),
    }


def test_the_same_order_id_answers_the_same_trade(client: world.Client) -> None:
    quote = world.quoted(client, side="TWO_WAY")

    first = world.accept(client, quote.pk, id="mine", limit="60070")
    again = world.accept(client, quote.pk, id="mine", limit="60070.00")

    assert again == first
    assert Trade.objects.as_system().count() == 1
    for other in ({"side": "SELL"}, {"limit": "60080"}):
        with pytest.raises(Conflict) as refusal:
            world.accept(client, quote.pk, id="mine", **other)
        assert refusal.value.code == "CLIENT_ID_REUSED"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"side": "SELL"}, "SIDE_NOT_QUOTED"),
        ({"side": "HOLD"}, "SIDE_UNKNOWN"),
        ({"limit": "60069.99"}, "PRICE_BEYOND_LIMIT"),
        ({"limit": "NaN"}, "AMOUNT_MALFORMED"),
        ({"limit": "+60080"}, "AMOUNT_MALFORMED"),
        ({"limit": "-1"}, "LIMIT_PRICE_NOT_POSITIVE"),
        ({"id": "two words"}, "CLIENT_ID_MALFORMED"),
    ],
)
def test_a_refused_accept_leaves_the_quote_live(client: world.Client, arguments: dict[str, str], code: str) -> None:
    quote = world.quoted(client)

    with pytest.raises(TradeopsError) as refusal:
        world.accept(client, quote.pk, **arguments)

    assert refusal.value.code == code
    if isinstance(refusal.value, Invalid):
        names = {"limit": "limit_price", "id": "client_order_id"}
        assert refusal.value.fields == {names.get(name, name): [refusal.value.detail] for name in arguments}
    refused = Event.objects.get(name="quote.accept_refused")
    assert (refused.subject_id, refused.payload["code"]) == (quote.pk, code)
    assert not Acceptance.objects.as_system().exists()
    assert world.accept(client, quote.pk).quote_id == quote.pk


def test_a_second_accept_is_told_that_the_quote_is_gone(client: world.Client) -> None:
    quote = world.quoted(client)
    world.accept(client, quote.pk)

    with pytest.raises(Conflict) as refusal:
        world.accept(client, quote.pk)

    assert refusal.value.code == "QUOTE_TRADED"


def test_a_halt_stops_accepts_and_requests_and_pulls_what_is_live(client: world.Client) -> None:
    quote = world.quoted(client)
    officer = people.person("rita@desk.example", RISK_OFFICER)

    halt(actor=officer, scope="instrument:BTC-USD", state=TradingMode.HALTED, reason="drill")

    for attempt in (lambda: world.accept(client, quote.pk), lambda: world.ask(client)):
        with pytest.raises(Conflict) as refusal:
            attempt()
        assert refusal.value.code == "TRADING_HALTED"
    assert pull_quotes(actor=system("safety"), scope_kind="instrument", scope_key="BTC-USD", reason="drill") == 1
    quote.refresh_from_db()
    assert quote.state == "CANCELED"


def test_a_malformed_side_is_invalid_for_everybody(client: world.Client) -> None:
    with pytest.raises(Invalid):
        world.accept(client, world.quoted(client).pk, side="")
