"""Every link to a part of a page is good in a new tab, and no query makes a page fail."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import people
from tests.rfq import world
from tradeops.access.models import User
from tradeops.access.roles import ADMINISTRATOR, CLIENT_TRADER, DEALER, OPERATIONS

pytestmark = pytest.mark.django_db
FETCHING = re.compile(r"<a\b[^>]*\bhx-get=[^>]*>")
HREF = re.compile(r'\bhref="([^"]*)"')
HOUSE = ("desk_trader", "desk_operations", "desk_map")
PORTAL = ("portal", "portal_trades", "portal_requests", "portal_balances")
PARTS = (
    "trader_requests",
    "trader_orders",
    "trader_positions",
    "portal_quote",
    "portal_instruments",
    "portal_size",
    "portal_echo",
)
ODD = ("nonsense", "", "%00", "%F0%9F%92%A5", "-1", "a%26b", "%3Cb%3E", "0" * 300)
NAMES = ("show", "tab", "window", "view", "stage", "history", "unit", "side", "instrument", "amount", "recent")


@pytest.fixture
def firm() -> world.Client:
    world.make_desk()
    firm = world.prefunded()
    world.accept(firm, world.quoted(firm).pk)
    world.quoted(firm)
    return firm


def reader(firm: world.Client, page: str) -> Client:
    browser = Client(raise_request_exception=False)
    if page.startswith("portal"):
        browser.force_login(people.user("reader@firm.test", CLIENT_TRADER, firm_id=firm.spec.firm_id))
    else:
        browser.force_login(people.user("reader@desk.test", OPERATIONS if "operations" in page else DEALER))
    return browser


@pytest.mark.parametrize("page", [*HOUSE, *PORTAL])
def test_a_link_to_a_part_leads_to_a_whole_page_that_shows_it(firm: world.Client, page: str) -> None:
    browser = reader(firm, page)
    content = browser.get(reverse(page)).content.decode()
    links = [unescape(HREF.findall(link)[0]) for link in FETCHING.findall(content)]

    assert links or page == "portal_balances"
    for link in links:
        answer = browser.get(link)
        assert answer.status_code == 200, link
        assert "<html" in answer.content.decode(), link


def test_an_instrument_without_a_price_says_so(firm: world.Client) -> None:
    browser = reader(firm, "portal")
    assert "not quoted now" not in browser.get(reverse("portal")).content.decode()

    world.forget_books()
    again = browser.get(reverse("portal_instruments") + "?instrument=BTC-USD").content.decode()
    assert '<option value="BTC-USD" selected>BTC-USD, not quoted now</option>' in again


@pytest.mark.parametrize(
    ("page", "query", "shown"),
    [
        ("desk_trader", "?tab=residuals&show=open", ('id="tab-residuals" aria-current="page"', "show=open")),
        ("desk_operations", "?show=settled&tab=balances", ('id="show-settled"', "tab=balances")),
        ("portal", "?history=requests", ('id="rfq-',)),
    ],
)
def test_a_reload_shows_the_same_part(firm: world.Client, page: str, query: str, shown: tuple[str, ...]) -> None:
    content = reader(firm, page).get(reverse(page) + query).content.decode()

    for words in shown:
        assert words in content


def test_choosing_a_part_becomes_the_address_and_fetching_it_again_does_not(firm: world.Client) -> None:
    browser, page = reader(firm, "desk_trader"), reverse("desk_trader")
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}?show=open"}

    chosen = browser.get(reverse("trader_orders") + "?tab=residuals", headers=here)
    again = browser.get(reverse("trader_requests") + "?show=open", headers=here)

    assert chosen.headers["HX-Push-Url"] == f"{page}?show=open&tab=residuals"
    assert "HX-Push-Url" not in again.headers


@pytest.mark.parametrize("page", [*HOUSE, *PORTAL, *PARTS])
def test_an_unknown_choice_shows_the_page_or_says_so(firm: world.Client, page: str) -> None:
    browser, address = reader(firm, page), reverse(page)
    for value in ODD:
        everything = "&".join(f"{name}={value}" for name in NAMES)
        assert browser.get(f"{address}?{everything}").status_code == 200, value
        for name in ("rfq", "cursor"):
            assert browser.get(f"{address}?{name}={value}").status_code in (200, 400, 404), (name, value)


@pytest.mark.parametrize(
    "address",
    ["/desk/operations/parts/nonsense/", "/desk/deals/of/nonsense/00000000-0000-0000-0000-000000000000/"]
    + [f"/desk/trader/{form}/?scope={value}" for form in ("halt", "rearm") for value in ODD if value],
)
def test_what_does_not_exist_is_not_found(firm: world.Client, address: str) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(people.user("reader@desk.test", DEALER, OPERATIONS))

    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("staff", [True, False])
def test_the_administration_has_a_door_for_those_it_lets_in(staff: bool) -> None:
    somebody = people.user("somebody@desk.test", ADMINISTRATOR)
    User.objects.filter(pk=somebody.pk).update(is_staff=staff)
    browser = Client()
    browser.force_login(User.objects.get(pk=somebody.pk))
    assert (f'href="{reverse("admin:index")}"' in browser.get(reverse("desk_map")).content.decode()) is staff
