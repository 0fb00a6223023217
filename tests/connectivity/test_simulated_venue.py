"""The adapter contract over real sockets, at the simulated exchange."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.connectivity.venue_contract import VenueContract, order
from tests.simulator.running import SECRET, Simulator, small_book
from tradeops.connectivity.adapter import VenueAdapter
from tradeops.connectivity.errors import VenueUnavailable
from tradeops.connectivity.services import open_adapter, run, shared_adapter
from tradeops.connectivity.types import Outcome
from tradeops.kernel.errors import Unavailable
from tradeops.reference.types import Status, VenueAccountSpec, VenueInstrumentSpec, VenueSpec

LISTING = VenueInstrumentSpec(
    venue="alpha",
    symbol="BTC-USD",
    venue_symbol="BTCUSD",
    tick=Decimal("0.01"),
    lot=Decimal("0.00001"),
    min_quantity=Decimal("0.00001"),
    max_quantity=Decimal(10_000),
    min_notional=Decimal(5),
    taker_bps=Decimal(10),
)


class SimulatedMarket:
    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def lose_answer(self, *, processed: bool) -> None:
        self._simulator.control("alpha", fault="drop", processed=processed)

    def answer_late(self) -> None:
        self._simulator.control("alpha", fault="late", seconds=6)

    def answer_page(self, status: int) -> None:
        self._simulator.control("alpha", fault="html", status=status)

    def answer_error(self, code: int, status: int) -> None:
        self._simulator.control("alpha", fault="error", code=code, status=status)

    def kick_user_streams(self) -> None:
        self._simulator.control("alpha", action="kick", sockets="user", abort=True)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    running = Simulator(small_book(), refill=False)
    yield running
    running.stop()


@pytest.fixture
def market(simulator: Simulator) -> SimulatedMarket:
    return SimulatedMarket(simulator)


@pytest.fixture
def account(simulator: Simulator, settings) -> VenueAccountSpec:
    settings.VENUE_API_SECRETS = {"demo-alpha": SECRET}
    venue = VenueSpec("alpha", "Alpha", f"http://127.0.0.1:{simulator.port}/alpha", "binance", Status.ACTIVE)
    return VenueAccountSpec(uuid4(), venue, "main", "demo-alpha", Status.ACTIVE)


@pytest_asyncio.fixture
async def adapter(account: VenueAccountSpec) -> AsyncIterator[VenueAdapter]:
    opened = open_adapter(account, [LISTING])
    yield opened
    await opened.close()


class TestSimulatedVenue(VenueContract):
    pass


@pytest.mark.asyncio
async def test_a_dead_venue_gives_no_answer_and_unknown_creates(account, simulator):
    opened = open_adapter(account, [LISTING])
    simulator.stop()
    with pytest.raises(VenueUnavailable):
        await opened.balances()
    assert (await opened.create_order(order())).outcome is Outcome.UNKNOWN
    await opened.close()
    simulator.stop = lambda: None


@pytest.mark.asyncio
async def test_an_account_without_a_secret_is_refused(account, settings):
    settings.VENUE_API_SECRETS, settings.VENUE_API_SECRET = {}, ""
    with pytest.raises(Unavailable) as caught:
        open_adapter(account, [LISTING])
    assert caught.value.code == "VENUE_SECRET_MISSING"


def test_a_worker_without_a_loop_keeps_one_adapter(account):
    async def create(request):
        adapter = await shared_adapter(account, [LISTING])
        return adapter, await adapter.create_order(request)

    first, created = run(create(order()))
    second, again = run(create(order()))
    assert first is second
    assert (created.outcome, again.outcome) == (Outcome.CONFIRMED, Outcome.CONFIRMED)
    run(asyncio.wait_for(first.close(), 30))
