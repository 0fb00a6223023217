from __future__ import annotations

import pytest
from django.test import Client

pytestmark = [pytest.mark.urls("tests.web_api.urls"), pytest.mark.django_db]


def test_a_stranger_is_sent_to_sign_in_and_back():
    answer = Client().get("/desk-page/?a=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/desk-page/%3Fa%3D1")


def test_a_fragment_tells_the_page_to_go_there():
    answer = Client().get("/desk-page/", HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/accounts/login/")
    assert answer.json()["code"] == "NOT_SIGNED_IN"


def test_who_may_not_sees_the_page_that_says_so(trader, dealer):
    client = Client()
    client.force_login(trader)
    answer = client.get("/desk-page/")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")
    client.force_login(dealer)
    assert client.get("/desk-page/").content == b"dealer@desk.test"
    assert client.head("/desk-page/").status_code == 200


def test_other_methods_are_not_allowed(dealer):
    client = Client()
    client.force_login(dealer)
    assert client.post("/desk-page/").status_code == 405
    assert client.get("/command-page/").status_code == 405


def test_a_refused_command_is_a_page_or_a_problem(dealer):
    client = Client()
    client.force_login(dealer)
    assert client.post("/command-page/").status_code == 409
    assert client.post("/command-page/", HTTP_HX_REQUEST="true").json()["code"] == "DECIDED"


def test_an_api_key_opens_no_page(api):
    assert api.get("/desk-page/").status_code == 302
