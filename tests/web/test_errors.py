"""Error pages: the right status, a request id, no need of a database, a problem document for programs."""

from __future__ import annotations

import json

import pytest
from allauth.account.forms import LoginForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from tradeops.kernel.errors import Conflict, Throttled
from tradeops.web import errors


@pytest.fixture
def broken(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/desk/trader/")
    request.request_id = "4f0c19aa7b"  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize(
    ("handler", "status", "code"),
    [
        (errors.bad_request, 400, "BAD_REQUEST"),
        (errors.permission_denied, 403, "NOT_PERMITTED"),
        (errors.not_found, 404, "NOT_FOUND"),
        (errors.csrf_failure, 403, "CSRF_FAILED"),
        (errors.throttled, 429, "THROTTLED"),
        (errors.server_error, 500, "INTERNAL_ERROR"),
    ],
)
def test_a_person_gets_a_page_with_the_request_id(broken: HttpRequest, handler: object, status: int, code: str) -> None:
    response = handler(broken)  # type: ignore[operator]
    html = response.content.decode()
    assert response.status_code == status
    assert code in html
    assert "4f0c19aa7b" in html
    assert "DEMO" in html


def test_a_page_of_an_address_is_escaped(rf: RequestFactory) -> None:
    html = errors.not_found(rf.get("/<script>/")).content.decode()
    assert "<script>/" not in html


@pytest.mark.parametrize(("path", "headers"), [("/api/v1/x", {}), ("/desk/x", {"HX-Request": "true"})])
def test_a_program_gets_a_problem_document(rf: RequestFactory, path: str, headers: dict[str, str]) -> None:
    response = errors.not_found(rf.get(path, headers=headers))
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert (problem["status"], problem["code"]) == (404, "NOT_FOUND")


def test_a_refusal_tells_its_code_and_never_its_context(broken: HttpRequest) -> None:
    refused = errors.refusal(broken, Conflict("QUOTE_SUPERSEDED", "There is a newer quote.", limit="4000000"))
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "QUOTE_SUPERSEDED" in html
    assert "There is a newer quote." in html
    assert "4000000" not in html


def test_throttling_says_when_to_return(broken: HttpRequest) -> None:
    assert errors.refusal(broken, Throttled("TOO_MANY", "Wait.", retry_after=7)).headers["Retry-After"] == "7"


def test_an_unknown_page_uses_it(client: Client) -> None:
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_a_form_from_another_time_is_explained() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/accounts/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "This page is out of date" in response.content.decode()


def test_sign_in_looks_like_the_product(client: Client) -> None:
    html = client.get("/accounts/login/").content.decode()
    assert "entrance-card" in html
    assert 'autocomplete="current-password"' in html
    assert "Demo logins" not in html


def test_the_demo_offers_its_people(rf: RequestFactory) -> None:
    people = [{"name": "Ana Ruiz", "role": "Dealer", "email": "ana@demo.example", "password": 'a"b'}]
    request = rf.get("/accounts/login/")
    form = LoginForm(request=request)
    html = render_to_string("account/login.html", {"form": form, "demo_logins": people}, request)
    assert 'data-demo-login="ana@demo.example"' in html
    assert 'data-demo-password="a&quot;b"' in html
