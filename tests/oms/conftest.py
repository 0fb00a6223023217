from __future__ import annotations

from collections.abc import Iterator

import pytest

from oms.services.venue_sessions import open_gate
from tests.oms import world
from tests.simulator.running import SECRET, Simulator
from tests.valkey import OwnValkey
from tradeops.connectivity import services as connectivity
from tradeops.journal import bell
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
def venues() -> Iterator[Simulator]:
    running = world.simulator()
    yield running
    running.stop()


@pytest.fixture
def desk(committed_db: str, valkey: OwnValkey, venues: Simulator, settings, monkeypatch) -> Iterator[Simulator]:
    """A desk ready to hedge at three venues; deliveries are carried out by the test, not by workers."""
    settings.VENUE_API_SECRET = SECRET
    monkeypatch.setattr(bell, "_silent_until", float("inf"))
    world.open_desk(venues)
    world.publish(venues)
    for venue in world.VENUES:
        open_gate(world.account_of(venue))
    yield venues
    connectivity.run(_hang_up())


async def _hang_up() -> None:
    """Close what workers keep open for as long as they live."""
    for _, adapter in connectivity._ADAPTERS.values():
        await adapter.close()
    connectivity._ADAPTERS.clear()
