"""Clients of Redis or Valkey. What is kept there may be lost at any time without losing business."""

from __future__ import annotations

from functools import cache

import redis
import redis.asyncio
from django.conf import settings

# A dead Redis must cost a request little: the callers fall back or fail closed.
TIMEOUT_SECONDS = 0.5
CONNECTIONS = 16


@cache
def client() -> redis.Redis:
    """This process's client for short commands; thread-safe, pooled, answers bytes."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
    )


def subscriber() -> redis.Redis:
    """A client of its own for a blocking subscription: reads wait as long as their caller says."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=None,
        socket_connect_timeout=TIMEOUT_SECONDS,
        health_check_interval=5,
    )


def async_client() -> redis.asyncio.Redis:
    """A client for asyncio code, owned by the caller's event loop.

    Its connections are few and waited for: hundreds of sockets that come back at once must not each open one.
    """
    pool = redis.asyncio.BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=CONNECTIONS,
        timeout=5,
        socket_timeout=5,
        socket_connect_timeout=TIMEOUT_SECONDS,
        health_check_interval=5,
    )
    return redis.asyncio.Redis.from_pool(pool)
