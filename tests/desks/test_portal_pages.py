"""The portal's pages as a trader and a viewer of a firm read them."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rfq.models import Rfq
from risk.services.trading import halt
from risk.types import TradingMode
from tests.access import people
from tests.rfq import world
from tradeops.access.models import User
from tradeops.access.roles import CLIENT_VIEWER, RISK_OFFICER
from tradeops.desks.portal.history import RequestRow
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery
from tradeops.kernel.errors import Conflict
from tradeops.reference.models import Asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> world.Client:
    world.make_desk()
    Asset.objects.filter(code="BTC").update(display_precision=2)
    return world.prefunded(btc="10.12345678")


def trader(client: world.Client) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=client.trader.id))
    return browser


def viewer(client: world.Client) -> Client:
    browser = Client()
    browser.force_login(people.user("viewer@alpha.test", CLIENT_VIEWER, firm_id=client.spec.firm_id))
    return browser


def page(browser: Client, name: str, query: str = "") -> str:
    return unescape(browser.get(reverse(name) + query).content.decode())


def test_balances_and_trades_show_every_digit(client: world.Client) -> None:
    balances = page(trader(client), "portal_balances")
    assert "10.12345678" in balances
    assert "…" not in balances.partition('id="balances"')[2]

    world.accept(client, world.quoted(client, side="BUY", quantity="1.001").pk)
    trades = page(trader(client), "portal_trades").partition('id="history"')[2]
    assert "1.001 BTC" in trades
    assert "…" not in trades


def test_a_request_shows_the_prices_it_has() -> None:
    one = RequestRow(object(), _any(), None, Decimal("64026.04"), "")
    assert one.prices == [Decimal("64026.04")]
    assert RequestRow(object(), _any(), None, None, "").prices == []


def test_a_rejected_request_gives_its_category_in_words(client: world.Client) -> None:
    assert world.priced(client, side="BUY", quantity="90").state == "REJECTED"
    assert "Credit: your limit or balance does not cover this." in page(trader(client), "portal_requests")


def test_a_viewer_is_not_told_to_ask(client: world.Client) -> None:
    gone = world.quoted(client, side="BUY").rfq_id
    Rfq.objects.as_system().filter(pk=gone).update(state="EXPIRED")
    asked = page(trader(client), "portal", f"?rfq={gone}")
    assert "ask again" in asked
    assert "Buy ·" in asked
    looked = page(viewer(client), "portal", f"?rfq={gone}")
    assert "nothing was traded" in looked
    assert "ask again" not in looked


def test_the_settlement_and_the_requests_show_every_digit(client: world.Client) -> None:
    world.accept(client, world.quoted(client, side="BUY", quantity="1.001").pk)
    for name in ("portal_settlement", "portal_requests"):
        shown = page(trader(client), name)
        assert "1.001 BTC" in shown
        assert "…" not in shown.partition("<section")[2]


def test_the_settlement_begins_with_the_newest_trade() -> None:
    world.make_desk()
    client = world.on_credit()
    for size in ("0.11", "0.12", "0.13", "0.14"):
        world.accept(client, world.quoted(client, side="BUY", quantity=size).pk)
    for delivery in Delivery.objects.filter(subscriber="settlement.create_obligations"):
        deliver(delivery.pk)

    shown = page(trader(client), "portal_settlement")
    assert "newest 3 of 4 trades" in shown
    assert re.findall(r"Buy\s+(0\.1\d)", shown) == ["0.14", "0.13", "0.12"]


def test_another_live_quote_is_one_click_away(client: world.Client) -> None:
    first, second = (world.quoted(client, side="BUY", quantity=size) for size in ("0.25", "0.5"))
    newest = page(trader(client), "portal_quote")
    assert "Also firm" in newest
    assert f"?rfq={first.rfq_id}" in newest
    assert f"?rfq={second.rfq_id}" not in newest.partition("Also firm")[2]
    assert f"?rfq={second.rfq_id}" in page(trader(client), "portal_quote", f"?rfq={first.rfq_id}")

    world.accept(client, first.pk)
    assert "Also firm" not in page(trader(client), "portal_quote", f"?rfq={second.rfq_id}")


def test_a_refusal_names_the_field_as_the_ticket_does(client: world.Client) -> None:
    terms = {"instrument": "BTC-USD", "side": "BUY", "amount": "0.123456789", "unit": "base", "client_rfq_id": "fine"}
    answer = trader(client).post(reverse("portal_requests"), terms, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Amount has at most 8 decimals" in answer.content.decode()


@pytest.mark.parametrize("scope", ["desk", "instrument:BTC-USD", "counterparty"])
def test_a_halt_shows_at_the_ticket_what_the_service_would_refuse(client: world.Client, scope: str) -> None:
    browser = trader(client)
    assert "Trading is halted" not in page(browser, "portal")
    named = f"counterparty:{client.spec.id}" if scope == "counterparty" else scope
    halt(actor=people.person("risk@desk.test", RISK_OFFICER), scope=named, state=TradingMode.HALTED, reason="test")

    ticket = page(browser, "portal")
    assert "Trading is halted" in ticket
    assert 'id="request-quote" type="submit" disabled' in ticket
    assert "Trading is halted" in page(browser, "portal_instruments")
    with pytest.raises(Conflict, match="TRADING_HALTED"):
        world.ask(client)


def _any() -> Any:
    return None
