"""Each page is rendered in every state that its rows can have, whole and as the fragment that is fetched again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from oms.models import Trade
from oms.services.record_execution import record_execution
from oms.types import Source
from rfq.services.close_requests import cancel_request
from settlement.selectors import obligations
from settlement.services.settle_obligation import request_settlement
from tests.access import people
from tests.oms.orders import GATEWAY, sent
from tests.rfq import world
from tradeops.access.roles import COMPLIANCE, DEALER, OPERATIONS, OPERATIONS_SUPERVISOR
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> world.Client:
    world.make_desk()
    return world.prefunded()


@pytest.fixture
def dealer() -> Client:
    browser = Client()
    browser.force_login(people.user("dealer@desk.test", DEALER))
    return browser


def waiting(client: world.Client) -> UUID:
    return world.ask(client).pk


def quoted(client: world.Client) -> UUID:
    return world.priced(client, side="TWO_WAY", quantity="1").pk


def asked_for_an_amount(client: world.Client) -> UUID:
    return world.priced(client, side="BUY", quantity=None, counter="50000").pk


def rejected(client: world.Client) -> UUID:
    return world.priced(client, side="BUY", quantity="90").pk


def canceled(client: world.Client) -> UUID:
    rfq = world.priced(client, side="SELL", quantity="1")
    cancel_request(actor=client.trader, rfq_id=rfq.pk)
    return rfq.pk


def traded(client: world.Client) -> UUID:
    quote = world.quoted(client, side="BUY", quantity="1")
    world.accept(client, quote.pk)
    return quote.rfq_id


def settled(client: world.Client) -> UUID:
    rfq_id = traded(client)
    for delivery in Delivery.objects.filter(subscriber="settlement.create_obligations"):
        deliver(delivery.pk)
    return rfq_id


SAID: dict[Callable[[world.Client], UUID], tuple[str, ...]] = {
    waiting: ("asks 1 BTC-USD", "Not priced yet"),
    quoted: ("asks 1 BTC-USD", "Offer over mid", "Bid under mid", "Nothing to hedge"),
    asked_for_an_amount: ("asks BTC-USD for 50,000.00 USD", "Offer over mid"),
    rejected: ("Refused", "the client learned", "needs 5,406,300, has 1,000,000", "rfq.rejected"),
    canceled: ("Canceled", "Nothing was traded"),
    traded: ("buys 1 BTC-USD", "The obligations are being written", "No order yet", "balanced per asset"),
    settled: ("buys 1 BTC-USD", "Settled", "60,070.00"),
}


@pytest.mark.parametrize("make", SAID, ids=lambda make: make.__name__)
@pytest.mark.parametrize("whole", [True, False], ids=["page", "fragment"])
def test_a_deal_is_shown_in_every_state(
    client: world.Client, dealer: Client, make: Callable[[world.Client], UUID], whole: bool
) -> None:
    address = reverse("desk_deal", args=[make(client)])

    answer = dealer.get(address, headers={} if whole else {"HX-Request": "true"})

    assert answer.status_code == 200
    content = answer.content.decode()
    assert ("<html" in content) == whole
    assert answer.headers["Vary"].count("HX-Request") == 1
    for words in SAID[make]:
        assert words in content


def test_the_status_bar_is_told_anew_with_the_signals(client: world.Client, dealer: Client) -> None:
    news = dealer.get(reverse("web_signals")).content.decode()
    assert 'id="shell-measures" hx-swap-oob="true"' in news
    assert "over the last five minutes" in news
    assert 'id="shell-measures" hx-swap-oob' not in dealer.get(reverse("desk_trader")).content.decode()


def test_an_average_is_rounded_and_not_cut(dealer: Client) -> None:
    order = sent(quantity="2")
    for number, price in enumerate(("100.10", "100.25"), start=1):
        trade = order.trade(number, "0.5", price)
        record_execution(actor=GATEWAY, venue_account_id=order.account_id, trade=trade, source=Source.STREAM)

    assert ">100.18<" in dealer.get(reverse("desk_trader")).content.decode()


def test_a_trade_leads_to_its_deal(client: world.Client, dealer: Client) -> None:
    rfq_id = traded(client)
    trade = Trade.objects.as_system().get()

    answer = dealer.get(reverse("desk_deal_of", args=["trade", trade.pk]))

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("desk_deal", args=[rfq_id]))
    assert dealer.get(reverse("desk_deal_of", args=["trade", rfq_id])).status_code == 404


@pytest.mark.parametrize("role", [OPERATIONS, OPERATIONS_SUPERVISOR, COMPLIANCE, DEALER])
@pytest.mark.parametrize("query", ["", "?window=1h", "?window=today&view=table", "?stage=rfq.price&window=none"])
def test_the_map_is_shown_to_the_house(client: world.Client, role: str, query: str) -> None:
    traded(client)
    browser = Client()
    browser.force_login(people.user("reader@desk.test", role))

    content = browser.get(reverse("desk_map") + query).content.decode()

    assert "Price the request" in content
    assert "1 of 1" in content or "0 of 1" in content


class TestOperations:
    @pytest.fixture
    def owed(self) -> world.Client:
        """A credit client that owes and is owed."""
        world.make_desk()
        client = world.on_credit()
        settled(client)
        return client

    def page(self, role: str, name: str = "", query: str = "") -> str:
        browser = Client()
        browser.force_login(people.user(f"{role}{name}{len(query)}@desk.test".lower(), role))
        address = reverse("operations_part", args=[name]) if name else reverse("desk_operations")
        answer = browser.get(address + query)
        assert answer.status_code == 200
        return answer.content.decode()

    def test_who_may_settle_is_offered_to(self, owed: world.Client) -> None:
        assert self.page(OPERATIONS).count(">Settle</button>") == 2
        read = self.page(COMPLIANCE)
        assert read.count(">Settle</button>") == 0
        assert "deposit-client" not in read

    def test_a_leg_that_waits_for_a_second_person_cannot_be_asked_for_again(self, owed: world.Client) -> None:
        maker = people.person("maker@desk.test", OPERATIONS)
        leg = obligations(maker)[0]
        request_settlement(actor=maker, obligation_id=leg.pk, evidence="wire-1")

        board = self.page(OPERATIONS, "board")
        assert board.count(">Settle</button>") == 1
        assert "Pending approval" in board

    @pytest.mark.parametrize("show", ["open", "overdue", "today", "settled", "nonsense"])
    def test_the_board_is_shown_in_every_way(self, owed: world.Client, show: str) -> None:
        assert "Settlement board" in self.page(OPERATIONS, "board", f"?show={show}")

    @pytest.mark.parametrize("tab", ["deposits", "balances"])
    def test_money_is_shown_both_ways(self, owed: world.Client, tab: str) -> None:
        assert owed.spec.name in self.page(OPERATIONS, "money", f"?tab={tab}")

    @pytest.mark.parametrize("name", ["figures", "approvals", "deliveries", "processes"])
    def test_every_part_can_be_fetched_alone(self, name: str) -> None:
        assert f'id="{name}"' in self.page(OPERATIONS, name)
