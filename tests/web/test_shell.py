"""The shell: what the rail offers, what a broken reading shows, preferences, headers."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from tradeops.web import navigation, shell
from tradeops.web.security import SecurityHeadersMiddleware
from tradeops.web.shell import Measure, Shell, Signal


class SignedIn(AnonymousUser):
    @property
    def is_authenticated(self) -> bool:  # type: ignore[override]
        return True


@pytest.fixture
def request_(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> HttpRequest:
    monkeypatch.setattr(shell, "_signals", {})
    monkeypatch.setattr(shell, "_measures", {})
    monkeypatch.setattr(shell, "_ticket", [])
    monkeypatch.setattr(shell, "_cursor", [])
    monkeypatch.setattr(navigation, "_items", {})
    request = rf.get("/gallery/")
    request.user = SignedIn()
    request.resolver_match = None
    return request


def page(request: HttpRequest) -> str:
    return render_to_string("web/desk.html", {"user": request.user, "shell": Shell(request)}, request)


def test_the_rail_offers_only_what_the_actor_may_open(request_: HttpRequest) -> None:
    navigation.register(navigation.Item("map", "Map", "i-map", "web_gallery", order=2))
    navigation.register(
        navigation.Item("risk", "Risk", "i-risk", "web_gallery", order=1, visible=lambda request: False)
    )
    badge = navigation.Badge(3, "danger")
    navigation.register(
        navigation.Item("trade", "Trader", "i-trade", "web_gallery", order=1, shortcut="g t", badge=lambda r: badge)
    )
    request_.menu_key = "trade"  # type: ignore[attr-defined]
    links = navigation.links(request_, "desk", "trade")
    assert [(link.item.label, link.current) for link in links] == [("Trader", True), ("Map", False)]
    html = page(request_)
    assert 'data-shortcut="g t"' in html
    assert '<span class="badge badge-danger" id="badge-trade">3</span>' in html
    assert '<span class="badge" id="badge-map" hidden></span>' in html
    assert ">Risk<" not in html


def test_a_broken_signal_is_shown_as_unknown_and_hides_nothing(request_: HttpRequest) -> None:
    def broken(request: HttpRequest) -> Signal:
        raise ConnectionError("no database")

    shell.register_signal("trading_state", broken, order=1)
    shell.register_signal("venues", lambda request: Signal("5 of 6 venues", "tri", "warn", detail="42 ms"), order=2)
    labels = [signal.label for signal in Shell(request_).signals]
    assert labels == ["Trading state unknown", "5 of 6 venues"]
    assert "no database" not in page(request_)


def test_measures_draw_their_budget(request_: HttpRequest) -> None:
    shell.register_measures(
        "latency", lambda request: [Measure("Quote p95", "38 ms", "50", 76), Measure("Errors", "0")]
    )
    html = page(request_)
    assert "Quote p95 <b>38 ms</b> of 50" in html
    assert 'width="76"' in html


@pytest.mark.parametrize(("percent", "tone"), [(76, "accent"), (100, "accent"), (101, "warn"), (235, "danger")])
def test_a_measure_has_the_colour_of_its_budget(request_: HttpRequest, percent: int, tone: str) -> None:
    shell.register_measures("latency", lambda request: [Measure("Quote p95", "now", "then", percent)])
    assert f'<rect class="f-{tone}" width="{min(percent, 100)}"' in page(request_)


def test_the_cursor_is_read_before_the_signals(request_: HttpRequest) -> None:
    order: list[str] = []

    def cursor(topic: str) -> tuple[str, int]:
        order.append(topic)
        return "e", 4

    shell.register_live(lambda request: "t", cursor)

    def venues(request: HttpRequest) -> None:
        order.append("signal")

    shell.register_signal("venues", venues)
    assert 'data-sequence="4"' in page(request_)
    assert order == ["desk.shell", "signal"]


def test_only_the_signed_in_get_a_ticket(request_: HttpRequest) -> None:
    shell.register_live(lambda request: "signed", lambda topic: ("e", 1))
    assert Shell(request_).ticket == "signed"
    request_.user = AnonymousUser()
    assert Shell(request_).ticket == ""


@pytest.mark.parametrize(
    ("cookie", "theme"), [("light", "light"), ("auto", "auto"), ('"><script>', "dark"), ("", "dark")]
)
def test_only_known_preferences_reach_the_page(request_: HttpRequest, cookie: str, theme: str) -> None:
    request_.COOKIES["theme"] = cookie
    assert Shell(request_).theme == theme
    assert Shell(request_).density == "regular"


def test_fragments_of_the_shell_are_for_the_signed_in(client: Client) -> None:
    assert client.get("/shell/signals/").status_code == 401


def test_an_icon_is_found_where_browsers_look_for_it(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/static/favicon.svg")
    assert client.get("/shell/ticket/").json() == {"code": "NOT_SIGNED_IN"}


def test_the_gallery_is_hidden_in_production(client: Client, settings: object) -> None:
    assert client.get("/gallery/").status_code == 200
    settings.DEMO = False  # type: ignore[attr-defined]
    assert client.get("/gallery/").status_code == 404


def test_headers_refuse_devices_and_keep_private_pages_out_of_caches(request_: HttpRequest) -> None:
    answer = SecurityHeadersMiddleware(lambda request: HttpResponse())
    request_._cached_user = request_.user  # type: ignore[attr-defined]
    headers = answer(request_).headers
    assert headers["Cache-Control"] == "no-store"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_signing_out_clears_what_the_browser_holds(rf: RequestFactory) -> None:
    def sign_out(request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        return HttpResponse()

    request = rf.post("/accounts/logout/")
    request.user = SignedIn()
    request._cached_user = request.user  # type: ignore[attr-defined]
    assert '"storage"' in SecurityHeadersMiddleware(sign_out)(request).headers["Clear-Site-Data"]
