from __future__ import annotations

from collections.abc import Iterator

import ccxt
import pytest

from tests.simulator.clients import client
from tests.simulator.running import Simulator, small_book


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """One venue, alpha, with a still book: bids from 99 down, asks from 101 up, 1 BTC at each dollar."""
    running = Simulator(small_book(), refill=False)
    yield running
    running.stop()


@pytest.fixture
def alpha(simulator: Simulator) -> ccxt.binance:
    return client(simulator.port)
