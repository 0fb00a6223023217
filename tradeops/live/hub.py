"""The process's one seat in the channel layer. A message arrives once and is handed to every socket here.

A seat for each socket would have each of them decode every message for itself.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import structlog
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from tradeops.live import listeners
from tradeops.live.listeners import Listener

log = structlog.get_logger(__name__)


class Hub:
    """Joins a group with its first listener and leaves it with its last."""

    def __init__(self) -> None:
        self._seated = asyncio.Lock()
        self._channel = ""
        self._receiving: asyncio.Task[None] | None = None

    async def join(self, group: str, listener: Listener) -> None:
        """Have ``listener`` told what is sent to ``group``. Raises RedisError or OSError; then it is no member."""
        listeners.add(group, listener)
        try:
            layer = get_channel_layer()
            async with self._seated:
                if not self._channel:
                    self._channel = await layer.new_channel("hub.")
                    self._receiving = asyncio.create_task(self._receive(layer))
            # Also for a later listener: the first one's joining may still be under way, or may have failed.
            await layer.group_add(group, self._channel)
        except BaseException:
            listeners.remove(group, listener)
            raise

    async def leave(self, group: str, listener: Listener) -> None:
        """Tell ``listener`` no more of ``group``."""
        if listeners.remove(group, listener):
            with suppress(RedisError, OSError):
                await get_channel_layer().group_discard(group, self._channel)

    async def _receive(self, layer: Any) -> None:
        while True:
            message = await layer.receive(self._channel)
            for listener in listeners.of(message["group"]):
                try:
                    listener.told(message)
                except Exception:
                    log.exception("listener_failed", group=message["group"])


hub = Hub()
