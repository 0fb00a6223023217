from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.running import Simulator, small_book
from tests.valkey import OwnValkey
from tradeops.kernel import redis as kernel_redis


@pytest.fixture
def valkey(settings) -> Iterator[OwnValkey]:
    """This test's Valkey, which the product's clients use too."""
    own = OwnValkey()
    settings.REDIS_URL = own.url
    kernel_redis.client.cache_clear()
    yield own
    own.kill()
    kernel_redis.client.cache_clear()


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """One venue, alpha, with a still book: bids from 99 down, asks from 101 up, 1 BTC at each dollar."""
    running = Simulator(small_book(), refill=False)
    yield running
    running.stop()
