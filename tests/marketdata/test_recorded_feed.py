"""Our book maintenance on what Binance really sent around midnight of 9 August 2024."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio

from tests.marketdata.recording import Replay, messages
from tests.shared_data import shared_data
from tradeops.connectivity.client import BinanceClient

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def exchange() -> AsyncIterator[BinanceClient]:
    client = BinanceClient({})
    yield client
    await client.close()


def top(book: Any) -> list[Decimal]:
    """Best bid and offer, each price and quantity."""
    return [*book["bids"][0][:2], *book["asks"][0][:2]]


async def play(exchange: BinanceClient, coin: str) -> tuple[dict[int, list[Decimal]], dict[int, list[Decimal]]]:
    """Tops by update id: those of our book after each diff, and those that were recorded."""
    ours, recorded = {}, {}
    paths = [shared_data(f"market/binance-spot/{coin}usdt_{day}.gz") for day in ("20240808", "20240809")]
    replay = Replay(exchange, f"{coin.upper()}USDT", f"{coin.upper()}/USDT")
    for message in messages(*paths):
        if "lastUpdateId" in message:
            await replay.snapshot(message)
        elif message["stream"].endswith("@depth@100ms"):
            replay.diff(message["data"])
            if replay.book["nonce"] is not None:
                ours[replay.book["nonce"]] = top(replay.book)
        elif message["stream"].endswith("@bookTicker"):
            ticker = message["data"]
            recorded[ticker["u"]] = [Decimal(ticker[key]) for key in "bBaA"]
    return ours, recorded


async def test_bitcoin_passes_the_known_tops_and_agrees_on_the_way(exchange):
    ours, recorded = await play(exchange, "btc")
    midnight = 50093421612  # the last update id recorded on 8 August
    assert ours[midnight][::2] == [Decimal("61685.99"), Decimal("61686.00")]
    assert ours[max(ours)][::2] == [Decimal("61602.01"), Decimal("61602.02")]
    assert all(type(number) is Decimal for number in ours[midnight])
    assert_agreement(ours, recorded)


def assert_agreement(ours: dict[int, list[Decimal]], recorded: dict[int, list[Decimal]]) -> None:
    met = ours.keys() & recorded.keys()
    assert len(met) > 1000
    assert {at: ours[at] for at in met} == {at: recorded[at] for at in met}


async def test_ether_agrees_on_the_way(exchange):
    assert_agreement(*await play(exchange, "eth"))


async def test_a_missing_diff_is_noticed(exchange):
    path = shared_data("market/binance-spot/btcusdt_20240808.gz")
    replay = Replay(exchange, "BTCUSDT", "BTC/USDT")
    seen = 0
    for message in messages(path):
        if "lastUpdateId" in message:
            await replay.snapshot(message)
        elif message["stream"].endswith("@depth@100ms"):
            seen += 1
            if seen != 200:
                replay.diff(message["data"])
            if seen == 201:
                break
    assert replay.symbol not in replay.exchange.orderbooks
