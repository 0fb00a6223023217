"""What a standby spares itself, and what it has to show when it takes over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio

from tests.valkey import OwnValkey
from tradeops.kernel.redis import async_client
from tradeops.marketdata.codec import decode
from tradeops.marketdata.feeds.publisher import Publisher
from tradeops.marketdata.keys import book_key
from tradeops.marketdata.types import Book, BookState, Level

pytestmark = pytest.mark.asyncio
BOOK = Book(
    venue="alpha",
    symbol="BTC-USD",
    tick=Decimal("0.01"),
    lot=Decimal("0.001"),
    sequence=1,
    state=BookState.VALID,
    bids=(Level(Decimal("99.5"), Decimal("1.5")),),
    asks=(),
    event_at=None,
    received_at=datetime(2026, 1, 1, tzinfo=UTC),
)


class Making:
    """Makes a book whenever it is asked, and counts."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, **changes: Any) -> Callable[[], Book]:
        def make() -> Book:
            self.count += 1
            return replace(BOOK, sequence=self.count, **changes)

        return make


@pytest_asyncio.fixture
async def standby(valkey: OwnValkey) -> AsyncIterator[Publisher]:
    client = async_client()
    yield Publisher(client)
    await client.aclose()


def written(valkey: OwnValkey, venue: str = "alpha") -> Book | None:
    data: Any = valkey.client.get(book_key("BTC-USD", venue))
    return decode(data) if data else None


async def test_a_standby_makes_no_book_until_it_leads(standby: Publisher, valkey: OwnValkey) -> None:
    making = Making()
    for _ in range(20):
        await standby.publish("BTC-USD", "alpha", making())
    assert making.count == 0
    assert written(valkey) is None
    await standby.lead()
    assert making.count == 1
    assert written(valkey) == replace(BOOK, sequence=1)


async def test_a_leader_makes_each_book_once(standby: Publisher, valkey: OwnValkey) -> None:
    making = Making()
    await standby.lead()
    for _ in range(3):
        await standby.publish("BTC-USD", "alpha", making())
    assert making.count == 3
    assert written(valkey) == replace(BOOK, sequence=3)


async def test_one_book_that_cannot_be_written_does_not_hold_up_the_others(
    standby: Publisher, valkey: OwnValkey
) -> None:
    making = Making()
    await standby.publish("BTC-USD", "bravo", making(venue="bravo", bids=(Level(Decimal("99.999"), Decimal(1)),)))
    await standby.publish("BTC-USD", "alpha", making())
    await standby.lead()
    assert written(valkey, "bravo") is None
    assert written(valkey) is not None


async def test_what_is_forgotten_is_not_made_either(standby: Publisher, valkey: OwnValkey) -> None:
    making = Making()
    await standby.publish("BTC-USD", "alpha", making())
    await standby.forget("BTC-USD", "alpha")
    await standby.lead()
    assert (making.count, written(valkey)) == (0, None)
