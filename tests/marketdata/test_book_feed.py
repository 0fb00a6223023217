"""One feed against the simulated exchange, over real sockets and a real Valkey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from tests.simulator.running import Simulator
from tests.valkey import OwnValkey
from tests.waiting import wait_for
from tradeops.kernel.redis import async_client
from tradeops.marketdata.depth import crossed
from tradeops.marketdata.feeds.book_feed import BookFeed
from tradeops.marketdata.feeds.publisher import Publisher
from tradeops.marketdata.feeds.stopping import stop
from tradeops.marketdata.keys import book_channel
from tradeops.marketdata.selectors import books
from tradeops.marketdata.types import Book, BookState
from tradeops.reference.types import Status, VenueInstrumentSpec, VenueSpec

pytestmark = pytest.mark.asyncio
LISTING = VenueInstrumentSpec(
    venue="alpha",
    symbol="BTC-USD",
    venue_symbol="BTCUSD",
    tick=Decimal("0.010000000000000000"),
    lot=Decimal("0.000010000000000000"),
    min_quantity=Decimal("0.00001"),
    max_quantity=Decimal(10_000),
    min_notional=Decimal(5),
    taker_bps=Decimal(10),
)


@pytest_asyncio.fixture
async def publisher(valkey: OwnValkey) -> AsyncIterator[Publisher]:
    client = async_client()
    leading = Publisher(client)
    leading.leading = True
    yield leading
    await client.aclose()


@pytest_asyncio.fixture
async def feed(simulator: Simulator, publisher: Publisher) -> AsyncIterator[BookFeed]:
    venue = VenueSpec("alpha", "Alpha", f"http://127.0.0.1:{simulator.port}/alpha", "binance", Status.ACTIVE)
    running = BookFeed(venue, LISTING, Decimal(1000), publisher)
    task = asyncio.create_task(running.run())
    yield running
    await stop([task])


def seen(now: datetime | None = None) -> Book:
    """The book as a worker reads it."""
    (book,) = books("BTC-USD", listings=[LISTING], now=now)
    return book


async def until(condition: Callable[[Book], bool], seconds: float = 30) -> Book:
    """The first book that fulfils ``condition``."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition(book := seen()):
        assert asyncio.get_running_loop().time() < deadline, f"still {book.state.name} {book.reason}"
        await asyncio.sleep(0.005)
    return book


def valid(book: Book) -> bool:
    return book.state is BookState.VALID


def venue_levels(simulator: Simulator) -> tuple[list, list]:
    return simulator.depth("alpha", "BTCUSD")


async def test_the_book_is_the_venues_to_the_last_digit(simulator, feed):
    assert seen().state is BookState.EMPTY
    book = await until(valid)
    bids, asks = venue_levels(simulator)
    assert ([tuple(level) for level in book.bids], [tuple(level) for level in book.asks]) == (bids, asks)
    changed = {"action": "level", "symbol": "BTCUSD", "side": "BUY", "price": "99.37", "quantity": "0.12345"}
    simulator.control("alpha", **changed)
    book = await until(lambda book: valid(book) and book.bids[0].price == Decimal("99.37"))
    assert book.bids[0].quantity == Decimal("0.12345")
    assert book.event_at is not None
    assert abs(book.received_at - book.event_at) < timedelta(seconds=1)


async def test_a_gap_makes_the_book_invalid_until_a_new_snapshot(simulator, feed):
    await until(valid)
    simulator.control("alpha", fault="gap", symbol="BTCUSD")
    for price in ("98.5", "98.6", "98.7"):
        simulator.control("alpha", action="level", symbol="BTCUSD", side="BUY", price=price, quantity="2")
    wanted = {Decimal("98.5"), Decimal("98.6"), Decimal("98.7")}
    book = await until(lambda book: valid(book) and wanted <= {level.price for level in book.bids})
    assert list(feed.failures) == ["GAP"]
    assert [tuple(level) for level in book.bids] == venue_levels(simulator)[0]


async def test_an_invalid_book_has_no_levels_to_price_from(simulator, feed):
    await until(valid)
    simulator.stop()
    book = await until(lambda book: book.state is BookState.INVALID)
    assert (book.reason, book.bids, book.asks) == ("DISCONNECTED", (), ())
    simulator.stop = lambda: None


async def test_a_lost_connection_comes_back_by_itself(simulator, feed):
    await until(valid)
    simulator.control("alpha", action="kick", sockets="market", abort=True)
    await until(lambda book: list(feed.failures) == ["DISCONNECTED"])
    await until(valid)


async def test_a_silent_book_becomes_stale_by_age_and_fresh_again(simulator, feed):
    await until(valid)
    simulator.control("alpha", fault="silence", seconds=4)
    assert (await until(lambda book: book.state is BookState.STALE)).reason == "SILENT"
    await until(valid)


async def test_a_still_book_stays_fresh(feed):
    first = await until(valid)
    await until(lambda book: book.received_at - first.received_at > timedelta(seconds=3.5))
    assert valid(seen())


async def test_at_most_twenty_publications_a_second(simulator, feed, valkey):
    await until(valid)
    listener = valkey.client.pubsub(ignore_subscribe_messages=True)
    listener.subscribe(book_channel("BTC-USD"))
    started = asyncio.get_running_loop().time()
    told = changes = 0
    while (elapsed := asyncio.get_running_loop().time() - started) < 1.5 or changes <= 30:
        price = f"98.{changes % 90 + 10}"
        await asyncio.to_thread(
            simulator.control, "alpha", action="level", symbol="BTCUSD", side="BUY", price=price, quantity="1"
        )
        changes += 1
        while listener.get_message():
            told += 1
    assert 3 <= told <= 20 * elapsed + 2


async def test_a_standby_is_warm_and_silent(simulator, feed, publisher, valkey):
    publisher.leading = False
    valkey.client.flushall()
    simulator.control("alpha", action="level", symbol="BTCUSD", side="BUY", price="98.5", quantity="2")
    deadline = asyncio.get_running_loop().time() + 30
    while feed.state is not BookState.VALID:
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)
    valkey.client.flushall()
    assert seen().state is BookState.EMPTY
    await publisher.lead()
    assert valid(seen())


async def test_a_valkey_that_lost_everything_is_filled_again(feed, publisher, valkey):
    await until(valid)
    repeating = asyncio.create_task(publisher.repeat())
    await asyncio.to_thread(valkey.kill)
    await asyncio.to_thread(wait_for, lambda: not publisher.reachable, what="noticing")
    await asyncio.to_thread(valkey.start)
    await until(valid)
    repeating.cancel()


async def test_what_lies_in_redis_unreadable_is_invalid(valkey):
    valkey.client.set("book:BTC-USD:alpha", b"\x01garbage")
    book = seen(datetime.now(UTC))
    assert (book.state, book.reason) == (BookState.INVALID, "CODEC")


async def test_a_crossed_book_is_told_from_a_locked_one():
    one = Decimal(1)
    assert crossed([[Decimal(101), one]], [[Decimal(100), one]])
    assert not crossed([[Decimal(100), one]], [[Decimal(100), one]])
    assert not crossed([], [[Decimal(100), one]])
