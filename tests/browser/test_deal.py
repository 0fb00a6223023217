"""The page of a deal and the map, in a real browser on the real desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.test_operations import deal
from tests.journeys import deals
from tests.stack import Stack
from tradeops.web.formatting import signed

DEALER, SUPERVISOR = "ana@desk.example", "sofia@desk.example"
SIZES = [{"width": 1280, "height": 800}, {"width": 1600, "height": 1000}, {"width": 1920, "height": 1080}]
# Words of drawings in pixels, as they stand on the screen.
SMALLEST_WORDS = """() => Math.min(...[...document.querySelectorAll("main svg text")]
    .filter(t => t.getClientRects().length)
    .map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a))"""


@pytest.fixture
def asked(desk: Stack) -> str:
    """A request that is quoted and waits for its client."""
    terms = {"instrument": "ETH-USD", "side": "TWO_WAY", "quantity": "3"}
    return str(deals.quoted(desk, terms)["id"])


def test_a_deal_is_followed_on_its_page_without_reload(person: Person, desk: Stack, asked: str) -> None:
    page = person(DEALER, f"/desk/deals/{asked}/", viewport=SIZES[1])
    page.evaluate("window.notReloaded = true")
    expect(page.locator(".deal-bar")).to_contain_text("asks 3 ETH-USD")
    expect(page.locator(".wf")).to_have_count(2)
    page.locator("#deal-journal summary", has_text="quote.published").click()
    expect(page.locator("#deal-journal details[open] .payload")).to_contain_text("rfq_id")

    deals.accept(desk, desk.call("GET", f"rfqs/{asked}")["quote"], side="SELL")

    expect(page.locator(".deal-bar")).to_contain_text("Northgate Capital sells 3 ETH-USD")
    expect(page.locator("#deal-hedge .total")).to_contain_text("3", timeout=20_000)
    expect(page.locator("#deal-journal")).to_contain_text("order.done", timeout=20_000)
    expect(page.locator("#h-ledger ~ .end")).to_contain_text("balanced per asset")
    expect(page.locator(".legrows .chip", has_text="Settled")).to_have_count(2)
    # What a person opened stays open though the page was fetched again.
    expect(page.locator("#deal-journal details[open] .payload")).to_contain_text("rfq_id")
    assert page.evaluate("window.notReloaded")
    _figures_agree(page, desk, asked)


def _figures_agree(page: Page, desk: Stack, rfq: str) -> None:
    """The edge on the page is what the ledger of the deal says."""
    ((quoted, filled, fees),) = desk.rows(
        "SELECT t.quote_amount, sum(e.notional), sum(e.fee) FROM rfq_quote q JOIN rfq_acceptance a ON a.quote_id = q.id"
        " JOIN oms_trade t ON t.id = a.trade_id JOIN oms_order o ON o.trade_id = t.id"
        " JOIN oms_childorder c ON c.parent_id = o.id JOIN oms_execution e ON e.child_id = c.id"
        " WHERE q.rfq_id = %s GROUP BY t.quote_amount",
        rfq,
    )
    shown = page.locator(".deal-bar > div", has_text="Edge kept").locator(".v")
    expect(shown).to_have_text(re.compile(f"^{re.escape(signed(filled - quoted - fees, 2))} "))


def test_every_stage_is_split_into_queue_and_work(person: Person, desk: Stack) -> None:
    rfq = deal(desk, "0.5", firm="northgate")
    page = person(DEALER, f"/desk/deals/{rfq}/", viewport=SIZES[0])
    price = page.locator(".gantt tbody tr", has_text="Price the request")
    expect(price.locator("td.num").nth(0)).to_contain_text("ms")
    expect(price.locator("td.num").nth(1)).to_contain_text("ms")
    expect(price.locator("rect.budget")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_ledger_says_why_and_is_not_cut_off(person: Person, desk: Stack) -> None:
    rfq = deal(desk, "0.625", firm="northgate")
    page = person(DEALER, f"/desk/deals/{rfq}/", viewport=SIZES[0])
    expect(page.locator("#deal-ledger")).to_contain_text("venue's fee", timeout=20_000)
    expect(page.locator("#deal-ledger")).to_contain_text("client delivers")
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for box in ("#deal-ledger", "#deal-checks"):
            assert page.locator(box).evaluate("box => box.scrollWidth - box.clientWidth") <= 1, (box, size)


def test_a_client_cannot_open_it(person: Person, desk: Stack, asked: str) -> None:
    page = person("trader@northgate.example", "/portal/")
    answer = page.request.get(f"/desk/deals/{asked}/")
    assert answer.status == 403
    assert "waterfall" not in answer.text()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_no_word_of_the_map_is_too_small(person: Person, size: dict[str, int]) -> None:
    page = person(SUPERVISOR, "/desk/map/", viewport=size)
    expect(page.locator("svg.map:visible .map-node")).to_have_count(8)
    assert page.evaluate(SMALLEST_WORDS) >= 11
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_map_is_read_by_keyboard_and_as_a_table(person: Person) -> None:
    page = person(SUPERVISOR, "/desk/map/", viewport=SIZES[1])
    page.locator("svg.map:visible .map-node", has_text="Send to venue").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#stage")).to_contain_text("never sent again")
    expect(page.locator("#stage")).to_contain_text("Redundancy")
    page.wait_for_url("**stage=child_order.send**")
    page.keyboard.press("v")
    expect(page.locator("#map-drawing tbody tr")).to_have_count(8)
    expect(page.locator("#map-drawing tr[aria-selected=true]")).to_contain_text("Send to venue")
    page.locator("#window-2").click()
    expect(page.locator("#window-2")).to_have_attribute("aria-current", "true")


def test_the_map_goes_on_by_itself(person: Person, desk: Stack) -> None:
    page = person(SUPERVISOR, "/desk/map/", viewport=SIZES[1])
    expect(page.locator("#map-processes tr", has_text="relay")).to_contain_text(" s")
    expect(page.locator("#map-venues")).to_contain_text("Open")
    before = page.locator(".panel-map .count").inner_text()
    expect(page.locator(".panel-map .count")).not_to_have_text(before)
