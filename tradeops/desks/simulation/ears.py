"""A firm's socket: quotes as they are published, through every reconnection."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from typing import Any

import aiohttp

from tradeops.desks.simulation.tally import Tally

PAUSE = 0.5
ANSWERS = {"quote.published", "rfq.rejected", "rfq.canceled", "rfq.expired"}


class Ears:
    """Listens to one firm's requests until it is cancelled."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, firm_id: str, tally: Tally) -> None:
        self._session, self._url, self._token = session, f"{url.rstrip('/')}/live/", token
        self._topic = f"firm.{firm_id}.rfq"
        self._tally = tally
        self._heard: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.subscribed = asyncio.Event()

    async def answered(self, rfq_id: str, seconds: float) -> bool:
        """Wait for the answer to a request, whether it came already or not; False when none comes in time."""
        try:
            await asyncio.wait_for(self._heard[rfq_id].wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def listen(self) -> None:
        """Keep a subscribed socket; a lost one is counted and opened again."""
        while True:
            try:
                async with self._session.ws_connect(self._url) as socket:
                    await socket.send_json({"type": "hello", "key": self._token})
                    async for message in socket:
                        await self._take(socket, json.loads(message.data))
            except (aiohttp.ClientError, OSError, ValueError):
                pass
            self.subscribed.clear()
            self._tally.retries["SOCKET"] += 1
            await asyncio.sleep(PAUSE)

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "welcome":
            await socket.send_json({"type": "subscribe", "topic": self._topic})
        elif kind == "subscribed":
            self.subscribed.set()
        elif kind == "ping":
            await socket.send_json({"type": "pong"})
        elif kind == "denied":
            self._tally.blame(f"the socket denies {self._topic}")
        elif kind == "message":
            fields = message.get("fields") or {}
            if fields.get("event") in ANSWERS:
                self._heard[fields["rfq_id"]].set()
