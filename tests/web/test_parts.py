"""Links to a part of a page name the whole page."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tradeops.web.parts import at, page_url

PAGE, PATH = "web_gallery", "/gallery/"


def whole(query: str = "") -> HttpRequest:
    return RequestFactory().get(PATH + query)


def part(page: str) -> HttpRequest:
    return RequestFactory().get("/shell/signals/?tab=x", headers={"HX-Request": "true", "HX-Current-URL": page})


@pytest.mark.parametrize(
    ("request_", "chosen", "url"),
    [
        (whole(), {"tab": "fills"}, "/gallery/?tab=fills"),
        (whole("?tab=fills&show=open"), {"tab": ""}, "/gallery/?show=open"),
        (whole("?tab=fills"), {"show": "a&b"}, "/gallery/?show=a%26b&tab=fills"),
        (part("http://desk.test/gallery/?show=open"), {"tab": "fills"}, "/gallery/?show=open&tab=fills"),
        (part("http://desk.test/another/?show=open"), {"tab": "fills"}, "/gallery/?tab=fills"),
        (part("http://[desk.test/gallery/"), {"tab": "fills"}, "/gallery/?tab=fills"),
        (part(""), {}, "/gallery/"),
    ],
)
def test_an_address_keeps_what_the_page_shows_already(request_: HttpRequest, chosen: dict[str, str], url: str) -> None:
    assert page_url(request_, PAGE, **chosen) == url


@pytest.mark.parametrize(
    ("page", "pushed"),
    [
        ("http://desk.test/gallery/", "/gallery/?show=open&tab=fills"),
        ("http://desk.test/gallery/?tab=fills&show=open#rows", None),
        ("", None),
    ],
)
def test_the_browser_hears_of_another_address_only(page: str, pushed: str | None) -> None:
    answer = at(HttpResponse(), part(page), "/gallery/?show=open&tab=fills")

    assert answer.headers.get("HX-Push-Url") == pushed
