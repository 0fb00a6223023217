"""A client's day in the portal, by keyboard, in a real browser on the real desk."""

from __future__ import annotations

import os
import signal
import time

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Person
from tests.stack import Stack

TRADER, VIEWER = "trader@northgate.example", "viewer@northgate.example"
PHONE = {"width": 390, "height": 844}


def ask(page: Page, amount: str) -> None:
    """Type an amount and press Enter; the quote stands there afterwards and has the focus."""
    page.keyboard.press("n")
    expect(page.locator("#amount")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(amount)
    expect(page.locator("#request-quote")).to_be_enabled()  # Enter does nothing while an earlier request is out
    page.keyboard.press("Enter")
    expect(page.locator("#quote [data-left]").first).to_be_visible()
    expect(page.locator("#h-quote")).to_be_focused()  # until then a letter is typed into the amount
    expect(page.locator("#quote [data-dialog-open]").first).to_be_enabled()  # off while the socket is late


def test_a_client_asks_and_accepts_with_the_keyboard_alone(person: Person, desk: Stack) -> None:
    page = person(TRADER)
    assert page.url.endswith("/portal/")
    before = page.locator("#account tr", has_text="BTC").inner_text()
    ask(page, "1.5")
    expect(page.locator("#amount-echo")).to_have_text("1.50000000 BTC")
    paid = page.locator(".qside", has_text="You buy").locator("dd").first.inner_text()
    expect(page.locator("#account tr", has_text="BTC")).not_to_have_text(before)

    page.keyboard.press("b")
    confirmation = page.locator("#confirm-buy")
    expect(confirmation).to_be_visible()
    expect(confirmation).to_contain_text(paid)
    expect(confirmation).to_contain_text("1.50000000 BTC")
    page.keyboard.press("Enter")

    expect(page.locator("#quote")).to_contain_text("You bought at")
    expect(page.locator("#h-quote")).to_be_focused()
    expect(page.locator("#quote")).to_contain_text(paid)
    newest = page.locator("#history tbody tr").first
    expect(newest).to_contain_text("1.50000000 BTC")
    expect(newest.locator(".chip", has_text="Settled")).to_have_count(2)
    expect(page.locator("#settlement .leg", has_text="Settled")).to_have_count(2)
    assert desk.rows("SELECT count(*) FROM oms_trade WHERE base_amount = 1.5") == [(1,)]


def test_a_confirmation_stays_though_news_was_on_its_way(person: Person) -> None:
    page = person(TRADER, "/portal/")
    ask(page, "0.4")
    under_way: list[Route] = []
    url = page.locator("#quote").get_attribute("data-snapshot-url")
    assert url
    page.route(f"**{url}", lambda route: under_way.append(route))
    page.evaluate(
        "(url) => { htmx.ajax('GET', url, {target: '#quote', source: document.querySelector('#quote'),"
        " swap: 'outerHTML'}); }",
        url,
    )
    page.keyboard.press("b")
    expect(page.locator("#confirm-buy")).to_be_visible()
    with page.expect_response(f"**{url}"):
        under_way[0].continue_()
    page.keyboard.press("Enter")
    expect(page.locator("#quote")).to_contain_text("You bought at")


def test_the_client_never_sees_what_is_the_desks(person: Person, desk: Stack) -> None:
    page = person(TRADER, "/portal/")
    ask(page, "2")
    ((mid, markup),) = desk.rows("SELECT mid, buy_markup FROM rfq_quote ORDER BY created_at DESC LIMIT 1")
    content = page.content().replace(",", "")
    for secret in (f"{mid.normalize():f}", f"{markup.normalize():f}", "waterfall", "skew", "spread", "markup"):
        assert secret not in content


def test_an_expired_quote_says_so_and_is_asked_again(person: Person) -> None:
    page = person(TRADER, "/portal/")
    ask(page, "0.5")
    page.keyboard.press("s")
    expect(page.locator("#confirm-sell")).to_be_visible()
    deal = page.locator("#confirm-sell button[type=submit]")
    expect(deal).to_be_enabled()
    expect(deal).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.locator("#quote")).to_contain_text("Quote expired, nothing was traded")
    expect(page.locator("#open-sell")).to_have_count(0)
    page.keyboard.press("r")
    expect(page.locator("#open-sell")).to_be_enabled()


def test_a_declined_quote_frees_what_it_held(person: Person) -> None:
    page = person(TRADER, "/portal/")
    held = page.locator("#account tr", has_text="ETH").locator("td").nth(2)
    page.select_option("#instrument", "ETH-USD")
    expect(page.locator("#ticket-size")).to_contain_text("ETH")
    expect(held).to_have_text("0.00000000")
    ask(page, "30")
    expect(held).to_have_text("30.00000000")
    page.keyboard.press("x")
    expect(page.locator("#quote")).to_contain_text("Withdrawn, nothing was traded")
    expect(held).to_have_text("0.00000000")


def test_a_refusal_gives_a_category_and_no_threshold(person: Person) -> None:
    page = person("trader@cobalt.example", "/portal/")
    page.fill("#amount", "90")
    page.locator("label", has_text="Buy").click()
    page.focus("#amount")
    page.keyboard.press("Enter")
    expect(page.locator("#quote")).to_contain_text("The desk did not quote")
    expect(page.locator("#quote .void span")).to_have_text("Credit: your limit or balance does not cover this.")
    page.goto("/portal/requests/")
    expect(page.locator("#history tbody tr").first).to_contain_text("Rejected")


def test_what_cannot_be_asked_is_said_at_the_ticket(person: Person, desk: Stack) -> None:
    page = person(TRADER, "/portal/")
    (before,) = desk.rows("SELECT count(*) FROM rfq_rfq")
    for typed, said in (("1,5", "Write an amount such as"), ("500", "The most is 150 BTC")):
        page.fill("#amount", typed)
        page.keyboard.press("Enter")
        expect(page.locator("#ticket-message")).to_contain_text(said)
    assert desk.rows("SELECT count(*) FROM rfq_rfq") == [before]


def test_the_answer_has_the_focus_though_the_socket_was_faster(person: Person) -> None:
    page = person(TRADER)

    def late(route: Route) -> None:
        answer = route.fetch()
        time.sleep(1.5)
        route.fulfill(response=answer)

    page.route("**/portal/requests/", late)
    ask(page, "0.8")
    expect(page.locator("#h-quote")).to_have_text("0.8 BTC-USD")


def test_the_list_of_instruments_follows_the_books_and_touches_nothing_else(person: Person) -> None:
    page = person(TRADER)
    ask(page, "0.9")
    page.select_option("#instrument", "ETH-USD")
    page.locator("#h-quote").focus()
    with page.expect_response("**/portal/instruments/**"):
        pass
    expect(page.locator("#instrument")).to_have_value("ETH-USD")
    expect(page.locator("#quote")).to_have_count(1)
    expect(page.locator("#h-quote")).to_be_visible()


def test_an_amount_in_quote_currency_with_a_suffix(person: Person) -> None:
    page = person(TRADER, "/portal/")
    page.select_option("#instrument", "ETH-USD")
    expect(page.locator("#ticket-size")).to_contain_text("ETH")
    page.locator("#ticket-size label", has_text="USD").click()
    expect(page.locator("#ticket-size b.strong").first).to_have_text("USD")
    ask(page, "250k")
    expect(page.locator("#h-quote")).to_have_text("ETH-USD for 250,000 USD")
    expect(page.locator(".qside", has_text="You buy").locator("dd").first).to_have_text("250,000.00 USD")


def test_a_viewer_sees_everything_and_commands_nothing(person: Person) -> None:
    viewer, trader = person(VIEWER, "/portal/"), person(TRADER, "/portal/")
    ask(trader, "4")
    expect(viewer.locator("#quote")).to_contain_text("4 BTC-USD")
    expect(viewer.locator("#quote .bigpx")).to_have_count(2)
    expect(viewer.locator("#account")).to_contain_text("USD")
    assert viewer.locator("main [data-command], main form").count() == 0


def test_on_a_phone_the_quote_stands_first_and_nothing_is_cut_off(person: Person) -> None:
    page = person(TRADER, "/portal/", viewport=PHONE)
    page.fill("#amount", "1")
    page.keyboard.press("Enter")
    expect(page.locator("#open-buy")).to_be_visible()
    tops = "() => ['quote', 'ticket'].map(id => document.getElementById(id).getBoundingClientRect().top)"
    quote, ticket = page.evaluate(tops)
    assert quote < ticket
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for path in ("/portal/trades/", "/portal/requests/", "/portal/balances/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        cut = "es => es.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.id || e.className)"
        assert page.locator("main .panel, main .panel-scroll").evaluate_all(cut) == [], path


def test_a_lost_socket_turns_commands_off_and_comes_back_by_itself(person: Person, desk: Stack) -> None:
    page = person(TRADER, "/portal/")
    expect(page.locator("#request-quote")).to_be_enabled()
    desk.kill("live")
    expect(page.locator("[data-connection-word]")).to_have_text("Disconnected")
    expect(page.locator("#request-quote")).to_be_disabled()
    expect(page.locator("#offline-banner")).to_be_visible()
    expect(page.locator("[data-connection-word]")).to_have_text("Live", timeout=45_000)
    expect(page.locator("#request-quote")).to_be_enabled()
    ask(page, "1")
    expect(page.locator("#open-buy")).to_be_enabled()


def test_a_socket_that_falls_silent_is_taken_for_lost(person: Person, desk: Stack) -> None:
    page = person(TRADER, "/portal/", viewport=PHONE)
    word, live = page.locator("[data-connection-word]"), desk.pid("live")
    os.kill(live, signal.SIGSTOP)
    try:
        expect(word).to_have_text("Late")
        # Nobody answers the close either; the page does not wait for it.
        expect(word).to_have_text("Disconnected", timeout=9_000)
        expect(page.locator("#request-quote")).to_be_disabled()
        expect(page.locator("#offline-banner")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    finally:
        os.kill(live, signal.SIGKILL)
    expect(word).to_have_text("Live", timeout=45_000)
