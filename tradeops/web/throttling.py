"""How much one credential may ask for: a token bucket in Redis, shared by all web processes.

Without Redis each process falls back to a smaller bucket of its own, so that a dead Redis neither stops the desk
nor opens the gates.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cache

import structlog
from redis.commands.core import Script
from redis.exceptions import RedisError

from tradeops.kernel.errors import Throttled
from tradeops.kernel.redis import client

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Budget:
    """``rate`` requests a second on average, ``burst`` at once."""

    rate: int
    burst: int


# Cancels have a budget of their own: a client that used up the rest can still get out.
BUDGETS = {
    "read": Budget(rate=100, burst=200),
    "write": Budget(rate=50, burst=100),
    "cancel": Budget(rate=50, burst=100),
    "anonymous": Budget(rate=10, burst=30),
}
LOCAL_SHARE = 5
REDIS_REST_SECONDS = 1.0
LOCAL_BUCKETS = 10_000

# Answers the milliseconds to wait; 0 means go. The server's clock, so that all processes agree.
_SCRIPT = """
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(kept[1]) or burst, tonumber(kept[2]) or ms
tokens = math.min(burst, tokens + (ms - at) * rate / 1000)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * 1000 / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', ms)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst * 1000 / rate) + 1000)
return wait
"""


class _LocalBuckets:
    """Token buckets in this process; the oldest are forgotten past a bound."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, float]] = {}
        self.redis_rests_until = 0.0

    def wait_ms(self, name: str, budget: Budget) -> int:
        rate, burst = max(1, budget.rate // LOCAL_SHARE), max(1, budget.burst // LOCAL_SHARE)
        with self._lock:
            moment = time.monotonic()
            tokens, at = self._kept.pop(name, (float(burst), moment))
            tokens = min(burst, tokens + (moment - at) * rate)
            wait = 0 if tokens >= 1 else int((1 - tokens) * 1000 / rate) + 1
            self._kept[name] = (tokens - 1 if wait == 0 else tokens, moment)
            if len(self._kept) > LOCAL_BUCKETS:
                self._kept.pop(next(iter(self._kept)))
        return wait


_local = _LocalBuckets()


@cache
def _script() -> Script:
    return client().register_script(_SCRIPT)


def spend(credential: str, budget: str) -> None:
    """Take one token of ``credential``'s budget. Raises Throttled ``THROTTLED``."""
    allowance = BUDGETS[budget]
    name = f"throttle:{budget}:{credential}"
    wait = _wait_ms(name, allowance)
    if wait > 0:
        seconds = -(-wait // 1000)
        raise Throttled("THROTTLED", f"Too many requests: wait {seconds} s.", retry_after=seconds)


def _wait_ms(name: str, budget: Budget) -> int:
    if time.monotonic() >= _local.redis_rests_until:
        try:
            return int(_script()(keys=[name], args=[budget.rate, budget.burst]))
        except RedisError:
            log.warning("throttle.redis_down")
            _local.redis_rests_until = time.monotonic() + REDIS_REST_SECONDS
    return _local.wait_ms(name, budget)
