from __future__ import annotations

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.access.people import PASSWORD, firm, key, user
from tradeops.access.roles import ADMINISTRATOR, CLIENT_TRADER

pytestmark = [pytest.mark.urls("tests.web_api.urls"), pytest.mark.django_db]


def sign_in(client, email, **extra):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD}, **extra)


def test_a_key_and_a_session_are_told_who_they_are(api, browser, trader):
    program = api.get("/api/v1/whoami").json()
    assert (program["kind"], program["roles"]) == ("key", [CLIENT_TRADER])
    assert (program["firm_id"], program["scopes"]) == (str(trader.firm_id), ["read", "trade"])
    person = browser.get("/api/v1/whoami").json()
    assert (person["kind"], person["id"], person["scopes"]) == ("user", str(trader.id), None)


def test_a_bad_key_is_refused_and_never_falls_back_to_the_session(browser):
    answer = browser.get("/api/v1/whoami", HTTP_AUTHORIZATION="Bearer tok_nonsense")
    assert (answer.status_code, answer.json()["code"]) == (401, "KEY_INVALID")


def test_a_session_needs_the_csrf_token_to_write(browser):
    body = {"side": "BUY", "size": "1"}
    answer = browser.post("/api/v1/order", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "CSRF_FAILED")
    browser.get("/accounts/password/change/")
    token = browser.cookies["csrftoken"].value
    answer = browser.post("/api/v1/order", body, content_type="application/json", HTTP_X_CSRFTOKEN=token)
    assert answer.status_code == 200


def test_people_sign_in_with_email_and_password(trader):
    client = Client()
    assert client.post("/accounts/login/", {"login": trader.email, "password": "wrong"}).status_code == 200
    assert client.get("/api/v1/whoami").status_code == 401
    assert sign_in(client, "Trader@Alpha.Test").status_code == 302
    assert client.get("/api/v1/whoami").json()["label"] == trader.email
    client.post("/accounts/logout/")
    assert client.get("/api/v1/whoami").status_code == 401


def test_guessing_passwords_is_throttled(trader, settings):
    client = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(6):
        client.post("/accounts/login/", {"login": trader.email, "password": "guess"})
    assert sign_in(client, trader.email).status_code != 302
    spoofed = {"HTTP_X_FORWARDED_FOR": "198.51.100.1"}
    assert sign_in(client, trader.email, **spoofed).status_code != 302


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/email/", "/accounts/password/reset/"])
def test_pages_that_nobody_may_use_are_not_there(path):
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"email": "x@y.test"}).status_code == 404


def test_the_admin_has_no_door_of_its_own():
    client = Client()
    answer = client.get("/admin/login/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")
    staff = user("admin@desk.test", ADMINISTRATOR, is_staff=True)
    assert client.post("/admin/login/", {"username": staff.email, "password": PASSWORD}).status_code == 302
    assert client.get("/admin/").status_code == 302
    client.force_login(user("plain@desk.test", ADMINISTRATOR))
    assert client.get("/admin/", follow=True).status_code == 403
    client.force_login(staff)
    for page in ("", "access/firm/", "access/user/", "access/apikey/", "access/approval/", "access/historicalfirm/"):
        assert client.get(f"/admin/{page}").status_code == 200
    assert client.get(f"/admin/access/user/{staff.pk}/change/").status_code == 200
    assert client.post("/admin/access/firm/add/", {"name": "x"}).status_code == 403


class TestDemoLogins:
    @pytest.fixture(autouse=True)
    def demo(self, settings):
        settings.DEMO = True
        settings.PUBLIC_ORIGIN = "http://127.0.0.1:8000"
        settings.ALLOWED_HOSTS = ["*"]
        return user("demo@alpha.test", CLIENT_TRADER, firm_id=firm(), is_demo=True)

    @pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
    def test_work_on_this_machine(self, demo, host):
        client = Client(HTTP_HOST=host)
        assert "demo@alpha.test" in client.get("/accounts/login/").content.decode()
        assert sign_in(client, demo.email).status_code == 302
        assert client.get("/api/v1/whoami").status_code == 200

    @pytest.mark.parametrize(
        "elsewhere",
        [
            {"HTTP_HOST": "desk.example"},
            {"HTTP_HOST": "127.0.0.1.desk.example"},
            {"HTTP_HOST": "10.0.0.5:8000"},
            {"HTTP_HOST": "localhost", "REMOTE_ADDR": "10.0.0.7"},
        ],
    )
    def test_are_refused_elsewhere(self, demo, elsewhere):
        client = Client(**elsewhere)
        assert demo.email not in client.get("/accounts/login/").content.decode()
        assert sign_in(client, demo.email).status_code == 403
        assert client.get("/api/v1/whoami").status_code == 401
        client.force_login(demo)
        assert client.get("/api/v1/whoami").json()["code"] == "DEMO_ELSEWHERE"
        program = APIClient(**elsewhere)
        program.credentials(HTTP_AUTHORIZATION=f"Bearer {key(demo, CLIENT_TRADER).token}")
        assert program.get("/api/v1/whoami").status_code == 401

    def test_are_refused_when_published_elsewhere_or_no_demo(self, demo, settings):
        client = Client(HTTP_HOST="127.0.0.1:8000")
        settings.PUBLIC_ORIGIN = "https://desk.example"
        assert sign_in(client, demo.email).status_code == 403
        settings.PUBLIC_ORIGIN, settings.DEMO = "http://127.0.0.1:8000", False
        assert sign_in(client, demo.email).status_code == 403
