from __future__ import annotations

import json

import pytest

pytestmark = [pytest.mark.urls("tests.web_api.urls"), pytest.mark.django_db]
GOOD = {"side": "BUY", "size": "1.5"}


def send(api, body):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return api.post("/api/v1/order", text, content_type="application/json")


def test_a_good_body_is_read_exactly(api):
    answer = send(api, GOOD | {"size": "0.100000000000000001"})
    assert answer.json() == {"side": "BUY", "size": "0.100000000000000001"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (GOOD | {"price": "1"}, "FIELD_UNKNOWN"),
        (GOOD | {"legs": [{"amount": "1", "hidden": 1}]}, "FIELD_UNKNOWN"),
        ({"side": "BUY"}, "INPUT_INVALID"),
        (GOOD | {"side": "HOLD"}, "INPUT_INVALID"),
        (GOOD | {"side": None}, "INPUT_INVALID"),
        (GOOD | {"side": ["BUY"]}, "INPUT_INVALID"),
        (GOOD | {"side": "BUY\u0000"}, "REQUEST_MALFORMED"),
        ('{"side": "BUY", "side": "SELL", "size": "1"}', "FIELD_REPEATED"),
        ('{"side": "BUY", "size": "1", "legs": [{"amount": "1", "amount": "1"}]}', "FIELD_REPEATED"),
        ('{"\\ud800": 1, "\\ud800": 1}', "FIELD_REPEATED"),
        (GOOD | {"legs": "x"}, "INPUT_INVALID"),
        (GOOD | {"size": 1.5}, "AMOUNT_MALFORMED"),
        (GOOD | {"size": 1}, "AMOUNT_MALFORMED"),
        (GOOD | {"size": "1e5"}, "AMOUNT_MALFORMED"),
        (GOOD | {"size": "NaN"}, "AMOUNT_MALFORMED"),
        (GOOD | {"size": "Infinity"}, "AMOUNT_MALFORMED"),
        (GOOD | {"size": "٣"}, "AMOUNT_MALFORMED"),
        (GOOD | {"size": "+1"}, "AMOUNT_MALFORMED"),
        (GOOD | {"size": "0." + "1" * 19}, "AMOUNT_TOO_LONG"),
        ([GOOD], "BODY_NOT_OBJECT"),
        ("3", "BODY_NOT_OBJECT"),
        ("null", "BODY_NOT_OBJECT"),
        ("", "INPUT_INVALID"),
        ("{", "REQUEST_MALFORMED"),
        ('{"side": "BUY", "size": NaN}', "REQUEST_MALFORMED"),
        (b'{"side": "\xff"}', "REQUEST_MALFORMED"),
        ('{"side": "\\ud800", "size": "1"}', "REQUEST_MALFORMED"),
        ("[" * 100_000, "REQUEST_MALFORMED"),
        ('{"size": ' + "9" * 5000 + ', "side": "BUY"}', "REQUEST_MALFORMED"),
    ],
)
def test_anything_else_is_refused_with_a_code(api, body, code):
    answer = send(api, body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_field_given_twice_is_named(api):
    answer = send(api, '{"side": "BUY", "side": "SELL", "size": "1"}')
    assert answer.json()["fields"] == {"side": ["A field is given twice."]}


def test_only_json_is_read(api):
    answer = api.post("/api/v1/order", "side=BUY", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["code"]) == (415, "MEDIA_TYPE_UNSUPPORTED")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("side=BUY&size=1&sort=x", "FIELD_UNKNOWN"),
        ("side=BUY&side=SELL&size=1", "PARAMETER_REPEATED"),
        ("side=BUY&size=one", "AMOUNT_MALFORMED"),
        ("size=1", "INPUT_INVALID"),
    ],
)
def test_parameters_are_read_as_strictly(api, query, code):
    assert api.get("/api/v1/order?side=BUY&size=1&cursor=x&limit=5").status_code == 200
    answer = api.get(f"/api/v1/order?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
