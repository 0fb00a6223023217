"""The browser modules in a real browser against a real socket: live regions, commands, deadlines, keys, holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect
from pytest_django import Settings

from tests.waiting import wait_for
from tests.web import live_page
from tests.web.live_page import Socket, World
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import now
from tradeops.web import shell, views

pytestmark = pytest.mark.browser


@pytest.fixture
def socket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Socket]:
    with live_page.socket_server() as (server, origin):
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"connect-src": ["'self'", origin]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
        settings.LIVE_ORIGIN = origin
        settings.ROOT_URLCONF = "tests.web.live_page"
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.web.live_page.sign_in"]
        dealer = Actor("user", "1", "Ana Ruiz")
        monkeypatch.setattr(views, "session_actor", lambda request: dealer)
        monkeypatch.setattr(shell, "_ticket", [lambda request: "ticket"])
        monkeypatch.setattr(shell, "_cursor", [lambda topic: ("s1", 0)])
        monkeypatch.setattr(shell, "_signals", {})
        monkeypatch.setattr(shell, "_measures", {})
        yield server


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    fresh = World()
    fresh.deadline = now() + timedelta(minutes=5)
    monkeypatch.setattr(live_page, "world", fresh)
    return fresh


@pytest.fixture
def page(chromium: Browser, socket: Socket, world: World) -> Iterator[Page]:
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Uncaught" in message.text:
            complaints.append(message.text)

    with live_page.page_server() as origin:
        tab = chromium.new_page(viewport={"width": 1600, "height": 1000})
        tab.on("console", note)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(f"{origin}/page/")
        expect(tab.locator("[data-connection-word]")).to_have_text("Live")
        wait_for(lambda: any(m["topic"] == "desk.rfq" for m in socket.said("subscribe")), what="the subscription")
        yield tab
        tab.close()
    assert complaints == []


def test_it_says_hello_and_subscribes_from_where_the_page_stands(page: Page, socket: Socket) -> None:
    assert socket.said("hello") == [{"type": "hello", "ticket": "ticket"}]
    assert {"type": "subscribe", "topic": "desk.rfq", "epoch": "e1", "sequence": 7} in socket.said("subscribe")


def test_a_refresh_fetches_the_region(page: Page, socket: Socket, world: World) -> None:
    world.rows.insert(0, ("c", "Halden"))
    world.sequence = 8
    socket.tell("refresh", 8)
    expect(page.locator("[data-row-id=c]")).to_have_text("Halden")
    expect(page.locator("#at")).to_have_text("8")
    assert world.fetches == 1


def test_many_refreshes_become_few_fetches(page: Page, socket: Socket, world: World) -> None:
    world.sequence = 60
    for sequence in range(8, 61):
        socket.tell("refresh", sequence)
    expect(page.locator("#at")).to_have_text("60")
    assert world.fetches <= 2


def test_rows_and_fields_arrive_without_a_fetch(page: Page, socket: Socket, world: World) -> None:
    row = '<tr id="row-d" data-row-id="d"><td>Kestrel<script>alert(1)</script></td></tr>'
    socket.tell("upsert", 8, id="d", html=row)
    expect(page.locator("tbody tr").first).to_have_text("Kestrel")
    socket.tell("price", 9, id="a", fields={"bid": {"text": "<b>64,292.00</b>", "raw": "64292.00"}})
    expect(page.locator("[data-row-id=a]")).to_have_text("<b>64,292.00</b>")
    expect(page.locator("[data-row-id=a] td")).to_have_attribute("data-raw", "64292.00")
    socket.tell("remove", 9, id="b")
    expect(page.locator("[data-row-id=b]")).to_have_count(0)
    assert page.locator("tbody script").count() == 0
    assert world.fetches == 0


@pytest.mark.parametrize("message", [{"sequence": 12}, {"sequence": 8, "epoch": "e2"}], ids=["gap", "epoch"])
def test_what_was_missed_is_fetched(page: Page, socket: Socket, world: World, message: dict[str, object]) -> None:
    world.rows = [("z", "Everything anew")]
    socket.tell("remove", id="a", **message)  # type: ignore[arg-type]
    expect(page.locator("[data-row-id=z]")).to_be_visible()


def test_an_old_message_changes_nothing(page: Page, socket: Socket, world: World) -> None:
    socket.tell("remove", 7, id="a")
    socket.tell("remove", 8, id="b")
    expect(page.locator("[data-row-id=b]")).to_have_count(0)
    assert page.locator("[data-row-id=a]").count() == 1


def test_a_focused_row_is_marked_and_replaced_only_after_the_focus_left(
    page: Page, socket: Socket, world: World
) -> None:
    page.locator("#row-a").focus()
    world.rows = [("a", "Northgate changed"), ("b", "Orchid changed")]
    world.sequence = 8
    socket.tell("refresh", 8)
    expect(page.locator("#row-b")).to_have_text("Orchid changed")
    expect(page.locator("#row-a")).to_have_attribute("data-changed", "true")
    expect(page.locator("#row-a")).to_have_text("Northgate")
    expect(page.locator("#row-a")).to_be_focused()
    page.locator("#filter").focus()
    expect(page.locator("#row-a")).to_have_text("Northgate changed")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 204, "headers": {"HX-Trigger": '{"toast": {"title": "Order sent"}}'}}, "Order sent"),
        ({"status": 409, "json": {"title": "This residual is closed", "code": "RESIDUAL_CLOSED"}}, "RESIDUAL_CLOSED"),
        (None, "The server did not answer"),
    ],
    ids=["done", "refused", "lost"],
)
def test_a_command_is_answered_though_its_button_has_left_the_page(
    page: Page, socket: Socket, world: World, answer: dict[str, Any] | None, said: str
) -> None:
    under_way: list[Route] = []
    page.route("**/send/", lambda route: under_way.append(route))
    with page.expect_request("**/send/"):
        page.locator("#send").click()
    world.sequence = 8
    socket.tell("refresh", 8)
    expect(page.locator("#at")).to_have_text("8")
    (route,) = under_way
    route.abort() if answer is None else route.fulfill(**answer)
    expect(page.locator(".toast")).to_have_count(1)
    expect(page.locator(".toast")).to_contain_text(said)


def test_a_view_that_a_person_asked_for_comes_whatever_the_region_fetched_meanwhile(
    page: Page, socket: Socket, world: World
) -> None:
    fetches: list[Route] = []
    views: list[Route] = []
    page.route("**/region/", lambda route: fetches.append(route) if not fetches else route.continue_())
    page.route("**/view/", lambda route: views.append(route))
    with page.expect_request("**/region/"):
        socket.tell("refresh", 8)
    with page.expect_request("**/view/"):
        page.locator("#view").click()
    # This fetch was on its way before the click; its end does not make way for another one.
    with page.expect_response("**/region/"):
        fetches[0].continue_()
    socket.tell("refresh", 20)
    page.wait_for_timeout(1_000)  # long enough for a fetch that must not come
    views[0].fulfill(body='<div id="rows"><p id="at">the view</p></div>', content_type="text/html")
    expect(page.locator("#at")).to_have_text("the view")


def test_what_the_pointer_presses_is_not_replaced(page: Page, socket: Socket, world: World) -> None:
    page.route("**/view/", lambda route: route.fulfill(body='<p id="at">the view</p>', content_type="text/html"))
    page.locator("#view").hover()
    page.mouse.down()
    socket.tell("refresh", 8)
    expect(page.locator("#rows")).to_have_attribute("data-changed", "true")
    assert world.fetches == 0
    page.mouse.up()
    expect(page.locator("#at")).to_have_text("the view")


def test_a_lost_socket_says_so_turns_commands_off_and_recovers(page: Page, socket: Socket, world: World) -> None:
    page.route("**/shell/ticket/", lambda route: route.abort())
    socket.drop(1011)
    expect(page.locator("#offline-banner")).to_be_visible()
    expect(page.locator("#quote")).to_be_disabled()
    assert "Not connected" in (page.locator("#quote").get_attribute("title") or "")
    expect(page.locator("#cancel")).to_be_enabled()
    expect(page.locator("[data-connection-word]")).to_have_text("Disconnected")
    world.rows = [("n", "New while away")]
    expect(page.locator("[data-row-id=n]")).to_be_visible()  # the critical region is polled
    page.unroute("**/shell/ticket/")
    page.locator("[data-reconnect]").click()
    expect(page.locator("#offline-banner")).to_be_hidden()
    expect(page.locator("#quote")).to_be_enabled()
    expect(page.locator(".toast")).to_contain_text("Connected again")


def test_after_the_session_it_stops_trying(page: Page, socket: Socket) -> None:
    socket.drop(4401)
    expect(page.locator("#offline-banner")).to_contain_text("Sign in again")
    expect(page.locator("#quote")).to_be_disabled()
    assert len(socket.said("hello")) == 1


def test_accept_goes_off_before_the_deadline_by_server_time(page: Page, world: World) -> None:
    expect(page.locator("#accept")).to_be_enabled()
    world.deadline = now() + timedelta(seconds=5)
    page.reload()
    expect(page.locator("#accept")).to_be_enabled()
    off_at = page.evaluate(
        """() => new Promise((resolve) => {
          const button = document.getElementById("accept");
          const look = () => (button.disabled ? resolve(Date.now()) : setTimeout(look, 10));
          look();
        })"""
    )
    assert off_at < world.deadline.timestamp() * 1000
    expect(page.locator("[data-deadline]")).to_have_attribute("data-passed", "true")
    expect(page.locator("[data-left]")).to_have_text("0.0 s")


def test_keys_act_outside_of_fields_only(page: Page) -> None:
    page.locator("#filter").focus()
    page.keyboard.type("q?")
    expect(page.locator("#filter")).to_have_value("q?")
    expect(page.locator("#keys-help")).to_be_hidden()
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    expect(page.locator("[data-keys-list]")).to_contain_text("Quote")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#row-b")).to_be_focused()


def test_a_held_button_needs_its_time_by_pointer_and_by_key(page: Page) -> None:
    hold = page.locator("[data-hold]")
    hold.click()
    expect(page.locator(".toast").first).to_contain_text("Hold the button")
    assert "/page/" in page.url
    hold.focus()
    page.keyboard.down("Enter")
    expect(page.locator("body")).to_have_text("halted yes")
    page.keyboard.up("Enter")


def test_preferences_survive_a_reload(page: Page) -> None:
    page.locator(".sig-menu summary").click()
    page.locator("[data-theme-choice=light]").click()
    page.keyboard.press("d")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.locator("html")).to_have_attribute("data-density", "relaxed")
