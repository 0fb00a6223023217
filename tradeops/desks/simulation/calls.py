"""The public API as a client's program calls it: what got no answer is asked again, with the same ids."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from tradeops.desks.simulation.tally import Tally

PATIENCE_SECONDS = 60.0
CALL_SECONDS = 12.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0


class GaveUp(Exception):
    """Nobody answered for as long as a client is patient."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A final answer. ``code`` is the problem's, empty when all went well."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        return str(self.body.get("code", "")) if self.status >= 400 and isinstance(self.body, dict) else ""


class Caller:
    """One firm's program: its key, its connections."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, tally: Tally) -> None:
        self._session = session
        self._url = f"{url.rstrip('/')}/api/v1/"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._tally = tally

    async def call(self, method: str, path: str, body: dict[str, object] | None = None) -> Answer:
        """Call until there is an answer that another call would not change. Raises GaveUp.

        503 and 429 problems, lost connections and silence are counted and repeated as they are.
        """
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + PATIENCE_SECONDS, FIRST_PAUSE
        while True:
            reason = "CONNECTION"
            try:
                answer = await self.once(method, path, body)
                if answer.status not in (429, 503) or not answer.code:
                    self._judge(method, path, answer)
                    return answer
                reason = answer.code
            except TimeoutError:
                reason = "TIMEOUT"
            except (aiohttp.ClientError, OSError):
                pass
            self._tally.retries[reason] += 1
            if loop.time() + pause > deadline:
                raise GaveUp(f"{method} {path}: {reason}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def once(self, method: str, path: str, body: dict[str, object] | None = None) -> Answer:
        """One call, whatever the answer. Raises TimeoutError, ClientError or OSError."""
        limit = aiohttp.ClientTimeout(total=CALL_SECONDS)
        call = self._session.request(method, self._url + path, json=body, headers=self._headers, timeout=limit)
        async with call as response:
            text = await response.text()
        try:
            return Answer(response.status, json.loads(text))
        except ValueError:
            return Answer(response.status, text[:200])

    def _judge(self, method: str, path: str, answer: Answer) -> None:
        if answer.code:
            self._tally.codes[answer.code] += 1
        if answer.status >= 500:
            self._tally.blame(f"{method} {path}: {answer.status} {answer.body}")
