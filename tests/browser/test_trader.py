"""The trader desk in a real browser: what clients do appears by itself, and the switches stop it."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.test_portal import TRADER, ask
from tests.stack import Stack
from tests.waiting import wait_for

DEALER, RISK_OFFICER = "ana@desk.example", "rita@desk.example"
VENUES = ("alpha", "bravo", "charlie")
WIDE = {"width": 1600, "height": 1000}


@pytest.fixture
def client(person: Person) -> Page:
    return person(TRADER, "/portal/")


@pytest.fixture
def desk_page(person: Person) -> Page:
    return person(DEALER, "/desk/trader/", viewport=WIDE)


def halt(page: Page, scope: str) -> None:
    """Stop a scope as a person does: the reason, then the held button."""
    page.locator(f"#halt-{scope}").click()
    page.locator("#halt-reason").fill("drill")
    page.locator("#command [data-hold]").focus()
    page.keyboard.down("Enter")
    expect(page.locator("#command")).to_be_hidden()
    page.keyboard.up("Enter")
    expect(page.locator(f"#halt-{scope}")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 1600])
def test_nothing_of_a_deal_is_cut_off(client: Page, person: Person, width: int) -> None:
    page = person(DEALER, "/desk/trader/", viewport={"width": width, "height": 800})
    ask(client, "12.5")
    expect(page.locator("#deal")).to_contain_text("12.5 BTC-USD")
    cut = "e => e.scrollWidth > e.clientWidth + 1 || (e.matches('.split > *') && e.scrollHeight > e.clientHeight + 1)"
    for part in ("#deal .split > div", "#requests .panel-scroll", "#trading .panel-scroll", "#positions .panel-scroll"):
        assert not any(page.locator(part).evaluate_all(f"es => es.map({cut})")), part


def test_a_deal_is_followed_from_request_to_hedge_without_reload(client: Page, desk_page: Page, desk: Stack) -> None:
    desk_page.evaluate("window.notReloaded = true")
    ask(client, "1.25")
    row = desk_page.locator("#requests tbody tr").first
    expect(row).to_contain_text("1.2500")
    expect(row).to_contain_text("Quoted")
    expect(desk_page.locator("#deal")).to_contain_text("1.25 BTC-USD")
    expect(desk_page.locator("#deal .checks li")).to_have_count(6)

    client.keyboard.press("b")
    expect(client.locator("#confirm-buy")).to_be_visible()
    client.keyboard.press("Enter")
    expect(row).to_contain_text("Filled")
    # Whatever the venues gave: the page follows until nothing is under way.
    expect(row.locator("[data-hedge=ok], [data-hedge=warn]")).to_be_visible(timeout=20_000)
    expect(desk_page.locator("#deal .hedged tbody tr").first).to_be_visible()
    expect(desk_page.locator("#orders tbody tr").first).to_contain_text("Buy")
    left = (
        "SELECT count(*) FROM oms_residual r JOIN oms_order o ON o.id = r.order_id JOIN oms_trade t"
        " ON t.id = o.trade_id WHERE t.base_amount = 1.25 AND r.state <> 'CLOSED'"
    )

    def told_as_it_is() -> bool:
        return row.locator("[data-hedge=ok]" if desk.rows(left) == [(0,)] else "[data-hedge=warn]").count() == 1

    wait_for(told_as_it_is, timeout=20, what="the blotter's word on the hedge")
    assert desk_page.evaluate("window.notReloaded")


def test_the_waterfall_adds_up_to_the_price(client: Page, desk_page: Page) -> None:
    ask(client, "1.75")
    expect(desk_page.locator("#deal")).to_contain_text("1.75 BTC-USD")
    for drawing in desk_page.locator("#deal .wf").all():
        cells = [text.replace("−", "-").replace(",", "") for text in drawing.locator("span.n").all_inner_texts()]
        bps = [Decimal(text) for text in cells[2::2]]
        assert abs(sum(bps[:-1]) - bps[-1]) <= Decimal("0.05"), cells


def test_rows_are_chosen_by_keyboard(client: Page, desk_page: Page) -> None:
    newest = desk_page.locator("#requests tbody tr").first
    ask(client, "1")
    expect(newest).to_contain_text("1.0000")
    ask(client, "2")
    expect(newest).to_contain_text("2.0000")
    desk_page.keyboard.press("j")
    desk_page.keyboard.press("j")
    desk_page.keyboard.press("Enter")
    second = desk_page.locator("#requests tbody tr").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    chosen = second.get_attribute("data-row-id") or "none"
    expect(desk_page.locator("#deal")).to_have_attribute("data-rfq", chosen)
    desk_page.wait_for_url(f"**{chosen}**")


def test_a_dealer_pulls_a_quote(client: Page, desk_page: Page) -> None:
    ask(client, "2.5")
    expect(desk_page.locator("#deal")).to_contain_text("2.5 BTC-USD")
    desk_page.keyboard.press("x")
    # The page follows what comes: the key alone could mean another client's quote.
    expect(desk_page.locator("#ask")).to_contain_text("Pull BTC-USD of")
    desk_page.locator("#ask [data-ask-yes]").focus()
    desk_page.keyboard.press("Enter")
    expect(client.locator("#quote")).to_contain_text("Withdrawn, nothing was traded")
    expect(desk_page.locator("#requests tbody tr").first).to_contain_text("Canceled")


def test_stopping_is_held_and_works_at_once(client: Page, desk_page: Page, desk: Stack) -> None:
    client.select_option("#instrument", "ETH-BTC")
    expect(client.locator("#ticket-size")).to_contain_text("ETH")
    ask(client, "5")
    desk_page.locator("#halt-instrumenteth-btc").click()
    desk_page.locator("#halt-reason").fill("drill")
    button = desk_page.locator("#command [data-hold]")
    button.focus()
    desk_page.keyboard.press("Enter")
    assert desk.rows("SELECT count(*) FROM risk_tradingstate WHERE state = 'HALTED'") == [(0,)]
    # By pointer from the field: pressing the button takes the focus from it, which is no letting go.
    desk_page.locator("#halt-reason").focus()
    button.hover()
    desk_page.mouse.down()
    expect(desk_page.locator("#command")).to_be_hidden()
    desk_page.mouse.up()

    expect(desk_page.locator("#trading tr.alert")).to_contain_text("Halted")
    expect(desk_page.locator("#shell-signals")).to_contain_text("halted")
    expect(client.locator("#quote")).to_contain_text("Withdrawn, nothing was traded")
    client.keyboard.press("r")
    expect(client.locator("#ticket-message")).to_contain_text("Trading is halted")

    desk_page.locator("#trading tr.alert button", has_text="Re-arm").click()
    desk_page.locator("#rearm-reason").fill("drill is over")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#toasts")).to_contain_text("Asked to re-arm")
    expect(desk_page.locator("#trading tr.alert")).to_contain_text("Halted")


def test_a_dealer_looks_after_what_the_venues_did_not_take(client: Page, desk_page: Page, person: Person) -> None:
    for venue in VENUES:
        halt(desk_page, f"venue{venue}")
    for size in ("3.25", "0.75"):
        ask(client, size)
        client.locator("#open-buy").click()
        expect(client.locator("#confirm-buy")).to_be_visible()
        client.keyboard.press("Enter")
        expect(client.locator("#quote")).to_contain_text("You bought at")
    desk_page.locator("#tab-residuals").click()
    kept, hedged = (desk_page.locator("#orders tr", has_text=size) for size in ("0.75000000", "3.25000000"))
    expect(kept).to_contain_text("no venue ready", timeout=60_000)
    expect(hedged).to_contain_text("Dealers")

    hedged.get_by_role("button", name="Take").click()
    expect(hedged).to_contain_text(DEALER)
    hedged.get_by_role("button", name="Hedge").click()
    expect(desk_page.locator("#ask")).to_contain_text("Buy 3.25 BTC at the venues now?")
    # The region is fetched while the question stands: the answer still counts.
    desk_page.evaluate("htmx.ajax('GET', document.querySelector('#orders').dataset.snapshotUrl, '#orders')")
    desk_page.locator("#ask [data-ask-yes]").focus()
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#toasts")).to_contain_text("The hedge was denied")

    kept.get_by_role("button", name="Close").click()
    expect(desk_page.locator("#close-reason")).to_be_focused()
    desk_page.keyboard.type("we keep it")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#toasts")).to_contain_text("Residual closed")
    expect(kept).to_have_count(0)

    for venue in VENUES:
        desk_page.locator("#trading tr", has_text=venue.title()).get_by_role("button", name="Re-arm").click()
        desk_page.locator("#rearm-reason").fill("drill is over")
        desk_page.keyboard.press("Enter")
        expect(desk_page.locator("#toasts")).to_contain_text(f"venue {venue.title()}")
    officer = person(RISK_OFFICER, "/desk/operations/", viewport=WIDE)
    for venue in VENUES:
        asked = officer.locator("#approvals .appr-item:not(.past)", has_text=f"venue {venue.title()}")
        asked.get_by_role("button").click()
        officer.locator("button[value=approve]").click()
        expect(asked).to_have_count(0)
    for _ in range(3):  # what books that moved did not give, stays with the dealer, who sends it again
        hedged.get_by_role("button", name="Hedge").click()
        desk_page.locator("#ask [data-ask-yes]").click()
        with suppress(AssertionError):
            expect(hedged).to_have_count(0, timeout=20_000)
            break
    expect(hedged).to_have_count(0)


def test_market_prices_move_without_a_fetch(desk_page: Page) -> None:
    # The poll, which tells of stale books, is kept out: what moves now was pushed.
    desk_page.route("**/desk/trader/strip/", lambda route: route.fulfill(status=204))
    cell = desk_page.locator(".mk", has_text="BTC-USD").locator("[data-field=bid]")
    before = cell.inner_text()
    expect(cell).not_to_have_text(before)
    expect(desk_page.locator(".ladder tbody tr:not(.total)")).to_have_count(3)


def test_everybody_is_led_to_their_page(person: Person) -> None:
    assert person(DEALER).url.endswith("/desk/trader/")
    client = person(TRADER)
    assert client.url.endswith("/portal/")
    answer = client.goto("/desk/trader/")
    assert answer is not None
    assert answer.status == 403
