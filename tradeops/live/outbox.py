"""What waits to be written to one socket. It is bounded: a reader that is too slow is told to come back."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

LIMIT = 256


class Overflow(Exception):
    """The reader does not keep up."""


class Outbox:
    """Texts in order. A price replaces an older one of its topic that has not been written yet."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._waiting: OrderedDict[object, str] = OrderedDict()
        self._ready = asyncio.Event()

    def put(self, text: str, *, replaces: str = "") -> None:
        """Add a text; ``replaces`` names the price it makes obsolete. Raises Overflow."""
        key: object = replaces or object()
        if key not in self._waiting and len(self._waiting) >= self._limit:
            raise Overflow
        self._waiting[key] = text
        self._ready.set()

    async def get(self) -> str:
        """The next text; waits for one."""
        while not self._waiting:
            self._ready.clear()
            await self._ready.wait()
        _, text = self._waiting.popitem(last=False)
        return text
