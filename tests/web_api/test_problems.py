from __future__ import annotations

import pytest
from rest_framework.test import APIClient

pytestmark = [pytest.mark.urls("tests.web_api.urls"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("how", "status", "code", "retry_after"),
    [
        ("invalid", 400, "SIZE_TOO_SMALL", None),
        ("not_found", 404, "RFQ_NOT_FOUND", None),
        ("conflict", 409, "DECIDED", None),
        ("limit", 409, "CREDIT", None),
        ("expired", 409, "QUOTE_EXPIRED", None),
        ("throttled", 429, "SLOW_DOWN", "7"),
        ("unavailable", 503, "NO_PRICE", "1"),
        ("http404", 404, "NOT_FOUND", None),
        ("forbidden", 403, "NOT_PERMITTED", None),
        ("busy", 503, "BUSY", "1"),
        ("redis", 503, "DEPENDENCY_UNAVAILABLE", "2"),
        ("bug", 500, "INTERNAL_ERROR", None),
    ],
)
def test_every_error_is_a_problem_document(how, status, code, retry_after):
    answer = APIClient().get(f"/api/v1/fail/{how}", HTTP_X_REQUEST_ID="trace-12345678")
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["trace_id"] == answer.headers["X-Request-Id"] == "trace-12345678"
    assert set(body) - {"fields"} == {"type", "title", "status", "detail", "code", "trace_id"}
    assert answer.headers.get("Retry-After") == retry_after


@pytest.mark.parametrize("how", ["invalid", "limit", "http404", "forbidden", "redis", "bug", "busy"])
def test_what_the_desk_alone_may_see_stays_inside(how):
    text = APIClient().get(f"/api/v1/fail/{how}").content.decode()
    for hidden in ("hidden", "secret", "threshold", "1000000", "lock timeout", "Traceback"):
        assert hidden not in text


def test_fields_name_what_is_wrong():
    assert APIClient().get("/api/v1/fail/invalid").json()["fields"] == {"size": ["min"]}


@pytest.mark.parametrize("sane", ["abcdefgh", "A-b_c.9" * 4])
def test_a_sane_request_id_is_kept(sane):
    assert APIClient().get("/api/v1/fail/conflict", HTTP_X_REQUEST_ID=sane).json()["trace_id"] == sane


@pytest.mark.parametrize("odd", ["", "short", "x" * 65, "with space 12", 'inj"ected-1234', "žluťoučký"])
def test_an_odd_request_id_is_replaced(odd):
    made = APIClient().get("/api/v1/fail/conflict", HTTP_X_REQUEST_ID=odd).json()["trace_id"]
    assert made != odd
    assert len(made) == 32


def test_nobody_is_told_to_sign_in_and_how(db):
    answer = APIClient().get("/api/v1/whoami")
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_SIGNED_IN")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_method_and_an_unknown_path(api):
    answer = api.delete("/api/v1/whoami")
    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert api.get("/api/v1/nothing").status_code == 404


def padded(size: int) -> str:
    return '{"side": "BUY", "size": "1"}'.ljust(size)


@pytest.mark.parametrize("media", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_a_body_beyond_the_limit(api, settings, media):
    assert "262,144 bytes" in (settings.BASE_DIR / "docs/api.md").read_text()
    answer = api.post("/api/v1/order", padded(262_145), content_type=media)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert "262144" in answer.json()["detail"]


def test_a_body_in_chunks_is_refused_and_not_taken_for_an_empty_one(api):
    answer = api.post("/api/v1/order", "{}", content_type="application/json", HTTP_TRANSFER_ENCODING="chunked")
    assert (answer.status_code, answer.json()["code"]) == (400, "LENGTH_MISSING")


def test_a_body_of_just_the_limit_is_read(api):
    answer = api.post("/api/v1/order", padded(262_144), content_type="application/json")
    assert answer.json() == {"side": "BUY", "size": "1"}


def test_a_body_beyond_the_limit_is_refused_before_anybody_is_asked_who_they_are(db):
    answer = APIClient().post("/api/v1/rfqs", padded(262_145), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
