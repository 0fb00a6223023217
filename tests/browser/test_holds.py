"""Every held button, on every page that has one, acts on its first press by pointer, and not on a short one."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Person
from tests.browser.test_operations import deal
from tests.browser.test_trader import DEALER, WIDE
from tests.stack import ROOT, Stack

HELD = {"desks/trader/deal.html", "desks/trader/halt_form.html", "web/gallery.html", "web/components/hold.html"}


def test_no_held_button_is_forgotten_here() -> None:
    folder = ROOT / "templates"
    sources = {str(path.relative_to(folder)): Path(path).read_text() for path in folder.rglob("*.html")}
    assert {name for name, text in sources.items() if "data-hold" in text or "{% hold" in text} == HELD


class Sent:
    """The commands that a page sent; none arrives, so that the desk stays as it is."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.bodies: list[str] = []
        page.route(pattern, self.take)

    def take(self, route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        self.bodies.append(route.request.post_data or "")
        return route.fulfill(status=204)


def press(page: Page, button: Locator, milliseconds: int) -> None:
    button.hover()
    page.mouse.down()
    page.wait_for_timeout(milliseconds)
    page.mouse.up()


@pytest.fixture
def desk_page(person: Person, desk: Stack) -> Page:
    deal(desk, "0.3")
    return person(DEALER, "/desk/trader/", viewport=WIDE)


def test_pulling_all_quotes(desk_page: Page) -> None:
    sent = Sent(desk_page, "**/desk/trader/pull/")
    button = desk_page.locator("#deal [data-hold]")

    press(desk_page, button, 900)
    assert len(sent.bodies) == 1
    press(desk_page, button, 200)
    expect(desk_page.locator("#toasts")).to_contain_text("Hold the button")
    assert len(sent.bodies) == 1


def test_halting_each_scope(desk_page: Page) -> None:
    sent = Sent(desk_page, "**/desk/trader/halt/")
    scopes = desk_page.locator("#trading button[id^=halt-]").evaluate_all("all => all.map(button => button.id)")
    assert {"halt-firm", "halt-desk", "halt-venuealpha"} <= set(scopes)
    command = desk_page.locator("#command")

    for count, scope in enumerate(scopes):
        desk_page.locator(f"#{scope}").click()
        command.locator("#halt-reason").fill("drill")
        press(desk_page, command.locator("[data-hold]"), 200)
        expect(command).to_be_visible()
        assert len(sent.bodies) == count, scope
        # From the field: pressing the button takes the focus from it, which is no letting go.
        command.locator("#halt-reason").focus()
        press(desk_page, command.locator("[data-hold]"), 900)
        expect(command).to_be_hidden()
        assert len(sent.bodies) == count + 1, scope
    assert "scope=firm" in sent.bodies[scopes.index("halt-firm")]


def test_the_component_itself(person: Person) -> None:
    page = person(DEALER, "/gallery/")
    press(page, page.locator("[data-hold]"), 900)
    page.wait_for_url("**/gallery/?halt=1")
