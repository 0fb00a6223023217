"""Prices: straight from Redis to the sockets of this process, at a bounded pace, the newest only.

A price needs neither journal nor sequence: a missed one is replaced by the next. Apps register where their prices
come from, so that nothing here knows what a book is.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from redis.exceptions import RedisError

from tradeops.kernel.clock import now
from tradeops.kernel.redis import async_client
from tradeops.live import listeners
from tradeops.live.executor import in_thread
from tradeops.live.sending import group_of

log = structlog.get_logger(__name__)
RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Stream:
    """A pattern of Redis channels (``books:*``) that feeds topics.

    ``topic`` names the topic of a channel; ``message`` turns what was published there into the ``fields`` of a
    price message, or None to say nothing; it may read Redis and runs in a thread. Per topic at most one message
    in ``throttle_ms``.
    """

    pattern: str
    topic: Callable[[str], str]
    throttle_ms: int
    message: Callable[[str, bytes], dict[str, Any] | None]


_streams: dict[str, Stream] = {}
_running: list[asyncio.Task[None]] = []


def register(stream: Stream) -> Stream:
    """Make a stream known. Raises ValueError on a second one of that pattern."""
    if stream.pattern in _streams:
        raise ValueError(f"stream {stream.pattern} is registered twice")
    _streams[stream.pattern] = stream
    return stream


def ensure_running() -> None:
    """Serve every stream in the running event loop from now on; a Redis that is away is tried again."""
    if _running:
        return
    for stream in _streams.values():
        pending: dict[str, bytes] = {}
        _running.append(asyncio.create_task(_read(stream, pending)))
        _running.append(asyncio.create_task(_write(stream, pending)))


async def _read(stream: Stream, pending: dict[str, bytes]) -> None:
    while True:
        redis = async_client()
        try:
            async with redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                await pubsub.psubscribe(stream.pattern)
                while True:
                    message = await pubsub.get_message(timeout=1.0)
                    if message is not None:
                        pending[message["channel"].decode()] = message["data"]
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("stream_lost", pattern=stream.pattern, error=str(error))
            await asyncio.sleep(RETRY_SECONDS)
        finally:
            await redis.aclose()


async def _write(stream: Stream, pending: dict[str, bytes]) -> None:
    while True:
        await asyncio.sleep(stream.throttle_ms / 1000)
        batch = pending.copy()
        pending.clear()
        for channel, data in batch.items():
            topic = stream.topic(channel)
            if listeners.of(group_of(topic)):
                await _send(stream, topic, channel, data)


async def _send(stream: Stream, topic: str, channel: str, data: bytes) -> None:
    try:
        fields = await in_thread(stream.message, channel, data)
    except Exception:
        log.exception("stream_message_failed", channel=channel)
        return
    if fields is not None:
        content = {"type": "message", "topic": topic, "epoch": "", "sequence": 0, "kind": "price", "fields": fields}
        text = json.dumps({**content, "at": now().isoformat()}, separators=(",", ":"))
        for listener in listeners.of(group_of(topic)):
            listener.price(topic, text)
