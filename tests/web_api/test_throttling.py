from __future__ import annotations

import time
from uuid import uuid4

import pytest
import redis

from tests.waiting import wait_for
from tradeops.kernel.errors import Throttled
from tradeops.web import throttling
from tradeops.web.throttling import Budget, spend


@pytest.fixture(autouse=True)
def small_budgets(monkeypatch):
    monkeypatch.setattr(throttling, "BUDGETS", {"read": Budget(20, 5), "cancel": Budget(20, 5), "slow": Budget(1, 5)})
    monkeypatch.setattr(throttling, "_local", throttling._LocalBuckets())


def burst(credential: str, budget: str) -> int:
    """How many pass before the first is refused."""
    for passed in range(50):
        try:
            spend(credential, budget)
        except Throttled:
            return passed
    raise AssertionError("never refused")


def test_a_burst_passes_then_waits_then_passes_again():
    me = str(uuid4())
    assert burst(me, "slow") == 5
    with pytest.raises(Throttled) as caught:
        spend(me, "slow")
    assert caught.value.retry_after == 1
    quick = str(uuid4())
    assert burst(quick, "read") >= 5

    def passes() -> bool:
        try:
            spend(quick, "read")
        except Throttled:
            return False
        return True

    wait_for(passes, what="a new token")


def test_credentials_and_budgets_are_apart():
    me = str(uuid4())
    burst(me, "slow")
    spend(me, "cancel")
    spend(str(uuid4()), "slow")


def test_without_redis_a_smaller_local_bucket_decides(monkeypatch):
    dead = redis.Redis.from_url("redis://127.0.0.1:1/0")  # as the product's: it does not try again
    monkeypatch.setattr(throttling, "_script", lambda: dead.register_script(throttling._SCRIPT))
    started = time.monotonic()
    assert burst(str(uuid4()), "slow") == 1
    assert throttling._local.redis_rests_until > started
    assert burst(str(uuid4()), "slow") == 1


def test_the_local_buckets_are_bounded(monkeypatch):
    monkeypatch.setattr(throttling, "LOCAL_BUCKETS", 10)
    buckets = throttling._LocalBuckets()
    for number in range(50):
        buckets.wait_ms(str(number), Budget(1, 1))
    assert len(buckets._kept) == 10


@pytest.mark.django_db
def test_a_request_too_many_is_429(api, monkeypatch):
    monkeypatch.setattr(throttling, "BUDGETS", {"read": Budget(1, 2)})
    statuses = [api.get("/api/v1/whoami").status_code for _ in range(4)]
    assert statuses[:2] == [200, 200]
    assert statuses[-1] == 429
    answer = api.get("/api/v1/whoami")
    assert (answer.json()["code"], answer.headers["Retry-After"]) == ("THROTTLED", "1")
