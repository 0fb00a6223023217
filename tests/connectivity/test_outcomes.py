"""Every row of the venue's error table, through ccxt's own classification, to what it proves."""

from __future__ import annotations

import asyncio
import json

import ccxt
import pytest
import pytest_asyncio

from tradeops.connectivity.client import BinanceClient, open_client
from tradeops.connectivity.outcomes import judge
from tradeops.connectivity.types import Outcome
from tradeops.reference.types import Status, VenueSpec

REJECTED, UNKNOWN = Outcome.REJECTED, Outcome.UNKNOWN

ANSWERS = [
    (400, -2010, "Account has insufficient balance for requested action.", REJECTED, "VENUE_INSUFFICIENT_FUNDS"),
    (400, -2010, "Order would immediately match and take.", REJECTED, "VENUE_WOULD_TAKE"),
    (400, -2010, "Duplicate order sent.", UNKNOWN, "VENUE_DUPLICATE_ORDER"),
    (400, -2010, "This symbol is not permitted for this account.", REJECTED, "VENUE_INVALID_ORDER"),
    (400, -1013, "Filter failure: LOT_SIZE", REJECTED, "VENUE_INVALID_ORDER"),
    (400, -1013, "Filter failure: PRICE_FILTER", REJECTED, "VENUE_INVALID_ORDER"),
    (400, -1013, "Filter failure: PERCENT_PRICE_BY_SIDE", REJECTED, "VENUE_INVALID_ORDER"),
    (400, -1013, "Filter failure: NOTIONAL", REJECTED, "VENUE_BAD_REQUEST"),
    (400, -1013, "Filter failure: MAX_NUM_ORDERS", REJECTED, "VENUE_BAD_REQUEST"),
    (400, -2011, "Unknown order sent.", REJECTED, "VENUE_ORDER_NOT_FOUND"),
    (400, -2013, "Order does not exist.", REJECTED, "VENUE_ORDER_NOT_FOUND"),
    (400, -1121, "Invalid symbol.", REJECTED, "VENUE_BAD_SYMBOL"),
    (429, -1003, "Too many requests.", REJECTED, "VENUE_RATE_LIMITED"),
    (418, -1003, "Way too much request weight used.", REJECTED, "VENUE_RATE_LIMITED"),
    (400, -1003, "Too many requests.", REJECTED, "VENUE_RATE_LIMITED"),
    (400, -1021, "Timestamp outside of the recvWindow.", REJECTED, "VENUE_CLOCK_SKEW"),
    (400, -1022, "Signature is not valid.", REJECTED, "VENUE_AUTHENTICATION"),
    (401, -2014, "API-key format invalid.", REJECTED, "VENUE_AUTHENTICATION"),
    (401, -2015, "Invalid API-key, IP, or permissions.", REJECTED, "VENUE_AUTHENTICATION"),
    (401, -2008, "Invalid Api-Key ID.", REJECTED, "VENUE_AUTHENTICATION"),
    (500, -1000, "An unknown error occurred.", UNKNOWN, "VENUE_FAILED"),
    (500, -1001, "Internal error.", UNKNOWN, "VENUE_FAILED"),
    (500, -1006, "Execution status unknown.", UNKNOWN, "VENUE_FAILED"),
    (504, -1007, "Send status unknown; execution status unknown.", UNKNOWN, "VENUE_TIMEOUT"),
    (503, -1008, "Server is currently overloaded.", REJECTED, "VENUE_OVERLOADED"),
]
PAGES = [
    (400, UNKNOWN),
    (403, UNKNOWN),
    (404, UNKNOWN),
    (500, UNKNOWN),
    (502, UNKNOWN),
    (503, UNKNOWN),
    (504, UNKNOWN),
    (429, REJECTED),
    (418, REJECTED),
]


@pytest_asyncio.fixture
async def client():
    venue = VenueSpec("alpha", "Alpha", "http://127.0.0.1:9/alpha", "binance", Status.ACTIVE)
    opened = open_client(venue, api_key="k", secret="s")
    yield opened
    await opened.close()


def classify(client: BinanceClient, status: int, body: str) -> BaseException:
    """What ccxt raises for this reply."""
    url = client.urls["api"]["private"] + "/order"
    try:
        try:
            parsed = json.loads(body)
        except ValueError:
            parsed = None
        client.handle_errors(status, "", url, "POST", {}, body, parsed, {}, None)
        client.handle_http_status_code(status, "", url, "POST", body)
    except ccxt.BaseError as error:
        return error
    raise AssertionError(f"ccxt took {status} {body} for success")


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "code", "message", "outcome", "ours"), ANSWERS)
async def test_answers_of_the_venue(client, status, code, message, outcome, ours):
    error = classify(client, status, json.dumps({"code": code, "msg": message}, separators=(",", ":")))
    verdict = judge(error)
    assert (verdict.outcome, verdict.code) == (outcome, ours), repr(error)


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "outcome"), PAGES)
async def test_pages_of_something_in_between(client, status, outcome):
    assert judge(classify(client, status, "<html><body>nginx</body></html>")).outcome is outcome


@pytest.mark.asyncio
async def test_a_key_refused_after_it_worked_is_a_reject_too(client):
    client.options["hasAlreadyAuthenticatedSuccessfully"] = True
    error = classify(client, 401, '{"code":-2015,"msg":"Invalid API-key, IP, or permissions."}')
    assert judge(error).outcome is REJECTED


@pytest.mark.parametrize(
    "error",
    [
        ccxt.RequestTimeout("client timeout"),
        ccxt.ExchangeNotAvailable("dropped connection"),
        ccxt.NetworkError("reset"),
        ccxt.ExchangeError("something new"),
        ccxt.BaseError("?"),
        TimeoutError(),
        asyncio.IncompleteReadError(b"", 1),
        ValueError("unreadable answer"),
    ],
)
def test_without_evidence_the_outcome_is_unknown(error):
    assert judge(error).outcome is UNKNOWN


@pytest.mark.parametrize("error", [ccxt.NotSupported("x"), ccxt.ArgumentsRequired("x")])
def test_what_ccxt_refuses_itself_never_left(error):
    assert judge(error).outcome is Outcome.LOCAL_DENIED
