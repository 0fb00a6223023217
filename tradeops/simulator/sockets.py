"""One ordered, bounded send queue for each socket; whoever reads too slowly is disconnected."""

import asyncio
import contextlib
import json
from typing import Any

from aiohttp import WSCloseCode, web

QUEUE_LIMIT = 4096
LONGEST_MESSAGE = 64 * 1024


def encode(message: object) -> str:
    return json.dumps(message, separators=(",", ":"))


class Socket:
    """A WebSocket connection with its writer. Use as an async context manager around the reading loop."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self._queue: asyncio.Queue[tuple[float, str]] = asyncio.Queue(QUEUE_LIMIT)
        self.response = web.WebSocketResponse(heartbeat=20, compress=False, max_msg_size=LONGEST_MESSAGE, timeout=2)

    async def __aenter__(self) -> "Socket":
        await self.response.prepare(self._request)
        self._writer = asyncio.create_task(self._write())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._writer

    def send(self, text: str, not_before: float = 0) -> None:
        """Queue a message, to leave at the given loop time at the earliest and never before earlier ones."""
        try:
            self._queue.put_nowait((not_before, text))
        except asyncio.QueueFull:
            self.abort()

    def send_json(self, message: dict[str, Any]) -> None:
        self.send(encode(message))

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def close(self) -> None:
        await self.response.close(code=WSCloseCode.GOING_AWAY)

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                not_before, text = await self._queue.get()
                delay = not_before - asyncio.get_running_loop().time()
                if delay > 0:
                    await asyncio.sleep(delay)
                await self.response.send_str(text)
