"""One rate limit per credential, shared by every process through Redis.

A create that cannot be counted is not sent: without Redis the shared count is unknown, so it fails closed.
Cancels and questions must always get through: without Redis they use a bucket of this process alone.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import redis.asyncio
from redis.exceptions import RedisError

from tradeops.kernel.errors import Throttled, Unavailable

# Atomic: refill by the server's clock, take one or say how many milliseconds are missing.
_TAKE = """
local capacity, per_second = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or capacity
local at = tonumber(bucket[2]) or now
tokens = math.min(capacity, tokens + math.max(0, now - at) * per_second / 1000)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * 1000 / per_second) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(capacity * 1000 / per_second) + 1000)
return wait
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most ``capacity`` calls at once, refilled with ``per_second``."""

    capacity: int
    per_second: int


# Below Binance's 100 orders in 10 s and 6,000 weight a minute, with room for a person's own calls.
ORDERS = Allowance(capacity=50, per_second=9)
QUESTIONS = Allowance(capacity=60, per_second=20)


@dataclass
class _LocalBucket:
    allowance: Allowance
    tokens: float = 0
    at: float = field(default_factory=time.monotonic)

    def reserve(self) -> float:
        """Take one, on credit if need be; how many seconds to wait until it is there."""
        now = time.monotonic()
        refilled = self.tokens + (now - self.at) * self.allowance.per_second
        self.tokens, self.at = min(self.allowance.capacity, refilled) - 1, now
        return max(0, -self.tokens / self.allowance.per_second)


class SharedLimiter:
    """The limits of one credential. ``credential`` names the venue account, never its secret."""

    def __init__(
        self,
        client: redis.asyncio.Redis,
        credential: str,
        *,
        orders: Allowance = ORDERS,
        questions: Allowance = QUESTIONS,
    ) -> None:
        self._client = client
        self._take = client.register_script(_TAKE)
        self._credential = credential
        self._allowances = {"orders": orders, "questions": questions}
        self._local = _LocalBucket(questions, tokens=questions.capacity)

    async def close(self) -> None:
        """Give the Redis connections back."""
        await self._client.aclose()

    async def for_create(self, *, patience: float = 1.0) -> None:
        """Wait up to ``patience`` seconds for leave to send an order.

        Raises Throttled ``VENUE_LIMIT_REACHED`` or, without Redis, Unavailable ``RATE_LIMITER_UNAVAILABLE``.
        """
        try:
            await self._patiently("orders", patience)
        except (RedisError, OSError) as error:
            raise Unavailable("RATE_LIMITER_UNAVAILABLE", "the shared rate limit cannot be read") from error

    async def for_question(self, *, patience: float = 5.0) -> None:
        """Wait for leave to ask or to cancel. Raises Throttled ``VENUE_LIMIT_REACHED``."""
        try:
            await self._patiently("questions", patience)
        except (RedisError, OSError):
            await asyncio.sleep(self._local.reserve())

    async def _patiently(self, scope: str, patience: float) -> None:
        deadline = time.monotonic() + patience
        allowance = self._allowances[scope]
        key = f"limit:{self._credential}:{scope}"
        while wait := await self._take(keys=[key], args=[allowance.capacity, allowance.per_second]):
            if time.monotonic() + wait / 1000 > deadline:
                raise Throttled("VENUE_LIMIT_REACHED", "the venue's rate limit is used up")
            await asyncio.sleep(wait / 1000)
