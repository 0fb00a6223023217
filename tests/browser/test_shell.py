"""What surrounds every page: signing in, messages, links that open in another tab."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PASSWORD, Person
from tests.browser.test_operations import OPERATIONS, deal
from tests.browser.test_portal import TRADER, ask
from tests.browser.test_trader import DEALER
from tests.stack import Stack

PAGES = ((DEALER, "/desk/trader/"), (OPERATIONS, "/desk/operations/"), (DEALER, "/desk/map/"), (TRADER, "/portal/"))
# Commands whose middle is under a message.
COVERED = """() => [...document.querySelectorAll('main button, main [type=submit], .banner button')]
  .filter(button => button.checkVisibility())
  .filter(button => {
    const box = button.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return top?.closest('.toast');
  }).map(button => button.textContent)"""


def test_signing_in_begins_in_the_first_field_and_ends_without_a_message(desk: Stack, chromium: Browser) -> None:
    context = chromium.new_context(base_url=desk.url)
    page = context.new_page()
    page.goto("/accounts/login/")
    expect(page.locator("input[name=login]")).to_be_focused()
    page.keyboard.type(DEALER)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/trader/")
    expect(page.locator("#toasts .toast")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("path", ["/desk/trader/", "/desk/map/"])
def test_the_status_bar_says_how_long_ago_anything_happened(person: Person, desk: Stack, path: str) -> None:
    page = person(DEALER, path)
    passed = page.locator(".statusbar [data-passed-since]")
    before = passed.get_attribute("data-passed-since")
    deal(desk, "0.3")
    expect(passed).not_to_have_attribute("data-passed-since", before or "")
    expect(passed).to_have_text(re.compile(r"^\d\.\d s$"))


@pytest.mark.parametrize("width", [1280, 1440, 1920])
@pytest.mark.parametrize(("who", "path"), PAGES, ids=[path for _, path in PAGES])
def test_a_message_covers_no_command(person: Person, desk: Stack, who: str, path: str, width: int) -> None:
    deal(desk, f"0.{width}")
    page = person(who, path, viewport={"width": width, "height": 900})
    if who == TRADER:
        ask(page, "0.7")
    message = "document.dispatchEvent(new CustomEvent('toast', {detail: {tone: 'bad', title: 'Refused', text: 'Why'}}))"
    page.evaluate(message)
    expect(page.locator(".toast")).to_be_visible()
    assert page.evaluate(COVERED) == []


def chosen(page: Page, link: str) -> None:
    """Choose a part: the address names it, and a reload and a new tab show the same."""
    page.locator(link).click()
    expect(page.locator(link)).to_have_attribute("aria-current", ("page" if "tab-" in link else "true"))
    for other in (page, page.context.new_page()):
        other.goto(page.url)
        expect(other.locator("#main")).to_be_visible()
        expect(other.locator(link)).to_have_attribute("aria-current", ("page" if "tab-" in link else "true"))


def test_a_choice_is_shown_though_its_region_was_fetched_meanwhile(person: Person) -> None:
    page = person(DEALER, "/desk/trader/")

    def late(route: Route) -> None:
        page.evaluate("htmx.ajax('GET', '/desk/trader/orders/?tab=orders', {source: '#orders', target: '#orders'})")
        route.continue_()

    page.route("**/desk/trader/orders/?tab=residuals", late)
    page.locator("#tab-residuals").click()
    expect(page.locator("#tab-residuals")).to_have_attribute("aria-current", "page")
    page.wait_for_url("**/desk/trader/?tab=residuals")


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("/desk/trader/", ("#tab-executions", "#tab-residuals")),
        ("/desk/operations/", ("#show-settled", "#tab-balances")),
        ("/desk/map/", ("#window-2",)),
    ],
)
def test_a_chosen_part_has_an_address(person: Person, path: str, links: tuple[str, ...]) -> None:
    page = person(OPERATIONS, path)
    for link in links:
        chosen(page, link)
    # What was chosen first is kept beside what was chosen last.
    expect(page.locator(links[0])).to_be_visible()
    assert path in page.url
    if "show-settled" in links[0]:
        assert "show=settled" in page.url
        assert "tab=balances" in page.url
