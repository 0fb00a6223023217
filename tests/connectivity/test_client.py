from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from tradeops.connectivity.client import open_client
from tradeops.kernel.errors import Unavailable
from tradeops.reference.types import Status, VenueSpec

pytestmark = pytest.mark.asyncio


def venue(base_url: str = "http://127.0.0.1:4711/alpha", dialect: str = "binance") -> VenueSpec:
    return VenueSpec("alpha", "Alpha", base_url, dialect, Status.ACTIVE)


@pytest_asyncio.fixture
async def client():
    opened = open_client(venue(), api_key="k", secret="s")
    yield opened
    await opened.close()


def hosts(addresses: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for address in addresses.values():
        found |= hosts(address) if isinstance(address, dict) else {urlsplit(address).netloc}
    return found


async def test_no_address_leads_anywhere_but_to_the_venue(client):
    assert hosts(client.urls["api"]) == {"127.0.0.1:4711", "127.0.0.1:9"}
    assert client.urls["api"]["public"] == "http://127.0.0.1:4711/alpha/api/v3"
    assert client.urls["api"]["ws"]["spot"] == "ws://127.0.0.1:4711/alpha/stream/ws"


async def test_a_venue_without_an_own_address_is_the_dialects_exchange():
    opened = open_client(venue(base_url=""))
    assert urlsplit(opened.urls["api"]["public"]).hostname == "api.binance.com"
    await opened.close()


async def test_nothing_is_retried_or_throttled_behind_our_back(client):
    assert client.options["maxRetriesOnFailure"] == 0
    assert client.enableRateLimit is False
    assert client.number is str


async def test_an_unknown_dialect_is_refused():
    with pytest.raises(Unavailable) as caught:
        open_client(venue(dialect="latin"))
    assert caught.value.code == "VENUE_DIALECT_UNKNOWN"


async def test_book_levels_stay_exact(client):
    long = "0.1234567890123456789"
    book = client.parse_order_book({"bids": [[long, long]], "asks": [["0.3", "1e-8"]]}, "BTC/USD")
    assert book["bids"] == [[Decimal(long), Decimal(long)]]
    assert book["asks"] == [[Decimal("0.3"), Decimal("1e-8")]]
