"""Many listeners at once, and the end of a server, with the product's own times."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.live.conftest import APART
from tests.live.sockets import Person, happen, key_of, push, server
from tradeops.access.roles import CLIENT_TRADER
from tradeops.access.types import FirmSpec
from tradeops.live.limits import TRY_LATER

Enter = Callable[..., Person]


@pytest.fixture
def unhurried(live_db: str) -> Iterator[str]:
    with server(live_db, redis=APART) as where:
        yield where


def test_two_hundred_listeners_hear_everything(unhurried: str, enter: Enter, firms: list[FirmSpec]) -> None:
    token, topic = key_of(enter(firms[1]).user, CLIENT_TRADER), f"firm.{firms[1].id}.test"

    async def listen(ready: asyncio.Semaphore, count: int) -> list[str]:
        async for connection in connect(unhurried, open_timeout=30):
            heard: list[str] = []
            subscribed = False
            try:
                await connection.send(json.dumps({"type": "hello", "key": token}))
                await connection.send(json.dumps({"type": "subscribe", "topic": topic}))
                while len(heard) < count:
                    message = json.loads(await asyncio.wait_for(connection.recv(), 60))
                    if message["type"] == "subscribed":
                        subscribed = True
                        ready.release()
                    elif message["type"] == "ping":
                        await connection.send('{"type": "pong"}')
                    elif message.get("kind") == "state":
                        heard.append(message["fields"]["text"])
                return heard
            except ConnectionClosed:
                # When all come at once, some are asked to try again.
                if subscribed or connection.close_code != TRY_LATER:
                    raise
        raise AssertionError("unreachable")

    async def scene() -> list[list[str]]:
        ready = asyncio.Semaphore(0)
        listeners = [asyncio.create_task(listen(ready, 20)) for _ in range(200)]
        for _ in listeners:
            await asyncio.wait_for(ready.acquire(), 60)
        await asyncio.to_thread(tell)
        return await asyncio.gather(*listeners)

    def tell() -> None:
        for number in range(20):
            happen(firm_id=firms[1].id, text=str(number))
        push()

    heard = asyncio.run(scene())
    assert heard == [[str(number) for number in range(20)]] * 200


def test_a_stopped_server_says_that_it_restarts(live_db: str, enter: Enter) -> None:
    running = ExitStack()
    where = running.enter_context(server(live_db, redis=APART))
    with enter().socket(where) as speaker:
        running.close()
        assert speaker.closing_code() == 1012
