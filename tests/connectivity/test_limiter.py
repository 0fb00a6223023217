from __future__ import annotations

import asyncio
import time
from uuid import uuid4

import pytest
import pytest_asyncio

from tradeops.connectivity.limiter import Allowance, SharedLimiter
from tradeops.kernel.errors import Throttled, Unavailable
from tradeops.kernel.redis import async_client

pytestmark = pytest.mark.asyncio
SLOW = Allowance(capacity=3, per_second=20)


@pytest_asyncio.fixture
async def credential():
    return f"test-{uuid4()}"


def limiter(credential: str) -> SharedLimiter:
    return SharedLimiter(async_client(), credential, orders=SLOW, questions=SLOW)


async def test_two_processes_share_one_bucket(credential):
    first, second = limiter(credential), limiter(credential)
    for each in (first, second, first):
        await each.for_create(patience=0)
    with pytest.raises(Throttled) as caught:
        await second.for_create(patience=0)
    assert caught.value.code == "VENUE_LIMIT_REACHED"
    await first.close()
    await second.close()


async def test_waiting_paces_callers_at_the_refill_rate(credential):
    own = limiter(credential)
    started = time.monotonic()
    await asyncio.gather(*(own.for_question() for _ in range(9)))
    # Three at once, six more at 20 a second.
    assert time.monotonic() - started >= 6 / 20 - 0.05
    await own.close()


async def test_orders_and_questions_have_buckets_of_their_own(credential):
    own = limiter(credential)
    for _ in range(3):
        await own.for_create(patience=0)
    await own.for_question(patience=0)
    await own.close()


async def test_credentials_have_buckets_of_their_own(credential):
    own, other = limiter(credential), limiter(credential + "-other")
    for _ in range(3):
        await own.for_create(patience=0)
    await other.for_create(patience=0)
    await own.close()
    await other.close()


async def test_without_redis_creates_stop_and_questions_go_on(credential, unused_tcp_port, settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_tcp_port}/0"
    own = limiter(credential)
    with pytest.raises(Unavailable) as caught:
        await own.for_create()
    assert caught.value.code == "RATE_LIMITER_UNAVAILABLE"
    started = time.monotonic()
    for _ in range(6):
        await own.for_question()
    assert time.monotonic() - started >= 3 / 20 - 0.05
    await own.close()
