"""The real desk and a real Chromium: one stack for all tests of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.stack import Stack, folder, running
from tests.waiting import wait_for

PASSWORD = "browser-tests-only"
WIDE: ViewportSize = {"width": 1280, "height": 900}
# What a browser reports though the page did as it should: a refusal that the page shows, a socket that was ended.
EXPECTED = ("status of 422", "status of 403", "WebSocket connection to", "ERR_CONNECTION_REFUSED")
Person = Callable[..., Page]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Called for the tests of this folder alone."""
    item.add_marker(pytest.mark.browser)
    item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def desk() -> Iterator[Stack]:
    """The product as ``make run`` starts it, with fresh books."""
    with folder() as data, running(data, DEMO_PASSWORD=PASSWORD) as stack:
        wait_for(stack.is_ready, timeout=60, what="the desk's readiness")
        yield stack


@pytest.fixture(scope="session")
def signed_in(desk: Stack, chromium: Browser) -> Callable[[str], str]:
    """The saved session of a person, signed in through the page, once."""
    saved: dict[str, str] = {}

    def sign_in(email: str) -> str:
        if email not in saved:
            path = str(desk.data / f"session-{len(saved)}.json")
            context = chromium.new_context(base_url=desk.url)
            page = context.new_page()
            page.goto("/accounts/login/")
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "login" not in url)
            context.storage_state(path=path)
            context.close()
            saved[email] = path
        return saved[email]

    return sign_in


@pytest.fixture
def person(desk: Stack, chromium: Browser, signed_in: Callable[[str], str]) -> Iterator[Person]:
    """A page of somebody: ``person("ana@desk.example", path="/desk/trader/")``. Fails on anything it complained of."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(text in message.text for text in EXPECTED):
            complaints.append(f"{message.type}: {message.text} {message.location.get('url', '')}")

    def open_page(email: str, path: str = "/", viewport: ViewportSize = WIDE) -> Page:
        context = chromium.new_context(base_url=desk.url, viewport=viewport, storage_state=signed_in(email))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        page.goto(path)
        page.locator("[data-connection-word]", has_text="Live").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
