"""From a commit to every listener: 200 and 1,000 sockets on one topic, against a bare broadcasting server.

Ours is the product's whole way: the event committed, given its position, numbered, pushed through Valkey and the
socket server. The floor is one process that hands the same text to the same number of sockets. All listeners run
in one process beside both, so a listener's own share of the machine is in every figure.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import socket
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from uuid import UUID

import django

LISTENERS = (200, 1000)
MESSAGES = 40
PAUSE_SECONDS = 0.1
FILES = 8192
Send = Callable[[int], Awaitable[None]]


def run() -> dict[str, object]:
    """Milliseconds (p50, p99) from commit to receipt per number of listeners, the floor's, and the ratio of p50."""
    django.setup()
    from django.conf import settings

    from tests import database
    from tests.conftest import _point_at
    from tests.live import hearing  # noqa: F401 - registers
    from tests.live.sockets import push, server

    _, ceiling = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, ceiling), ceiling))
    before = settings.DATABASES["default"]["NAME"]
    figures: dict[str, object] = {"bench": "fanout", "unit": "ms", "messages": MESSAGES}
    with database.clone(f"bench_fanout_{os.getpid()}") as name:
        _point_at(name)
        push()
        with server(name, redis=0) as address, _floor() as floor:
            for count in LISTENERS:
                ours = asyncio.run(_ours(address, count))
                bare = asyncio.run(_bare(floor, count))
                figures |= _figures(f"ours_{count}", ours) | _figures(f"floor_{count}", bare)
                figures[f"ratio_{count}"] = round(statistics.median(ours) / statistics.median(bare), 2)
        _point_at(before)
    return figures


@contextmanager
def _floor() -> Iterator[str]:
    """The address of the bare server."""
    from tests.programs import program
    from tests.waiting import wait_for

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    with program("-m", "tests.bench.fanout_floor", str(port), env=os.environ):
        wait_for(listens)
        yield f"ws://127.0.0.1:{port}/"


async def _ours(address: str, count: int) -> list[float]:
    from tests.access import people
    from tests.live.sockets import happen, key_of, push
    from tradeops.access.roles import CLIENT_TRADER
    from tradeops.kernel.ids import uuid7

    def prepare() -> tuple[str, UUID]:
        firm_id = people.firm(f"Firm {uuid7()}")
        return key_of(people.user(f"{uuid7()}@example.com", CLIENT_TRADER, firm_id=firm_id), CLIENT_TRADER), firm_id

    token, firm_id = await asyncio.to_thread(prepare)
    greeting = [{"type": "hello", "key": token}, {"type": "subscribe", "topic": f"firm.{firm_id}.test"}]

    def tell(number: int) -> None:
        happen(firm_id=firm_id, text=str(number))
        push()

    async def send(number: int) -> None:
        await asyncio.to_thread(tell, number)

    return await _measure(address, count, [json.dumps(message) for message in greeting], "subscribed", send)


async def _bare(address: str, count: int) -> list[float]:
    from websockets.asyncio.client import connect

    async with connect(address, compression=None, ping_interval=None) as speaker:

        async def send(number: int) -> None:
            await speaker.send(json.dumps({"type": "message", "kind": "state", "fields": {"text": str(number)}}))

        return await _measure(address, count, [], "", send)


async def _measure(address: str, count: int, greeting: list[str], ready: str, send: Send) -> list[float]:
    """Milliseconds between each sending and each receipt."""
    from websockets.asyncio.client import ClientConnection, connect

    sent: dict[str, float] = {}
    times: list[float] = []

    async def enter(stack: AsyncExitStack) -> ClientConnection:
        connection = await stack.enter_async_context(
            connect(address, compression=None, ping_interval=None, open_timeout=60)
        )
        for text in greeting:
            await connection.send(text)
        while ready and json.loads(await connection.recv())["type"] != ready:
            pass
        return connection

    async def listen(connection: ClientConnection) -> None:
        heard = 0
        while heard < MESSAGES:
            message = json.loads(await connection.recv())
            if message["type"] == "ping":
                await connection.send('{"type":"pong"}')
            elif message.get("kind") == "state":
                times.append((time.perf_counter() - sent[message["fields"]["text"]]) * 1000)
                heard += 1

    async with AsyncExitStack() as stack:
        # Each answers its pings from the moment it is in.
        listeners = [asyncio.create_task(listen(await enter(stack))) for _ in range(count)]
        for number in range(MESSAGES):
            sent[str(number)] = time.perf_counter()
            await send(number)
            await asyncio.sleep(PAUSE_SECONDS)
        await asyncio.wait_for(asyncio.gather(*listeners), 120)
    return times


def _figures(name: str, times: list[float]) -> dict[str, object]:
    ordered = sorted(times)
    return {
        f"{name}_p50": round(statistics.median(ordered), 1),
        f"{name}_p99": round(ordered[int(len(ordered) * 0.99)], 1),
    }


if __name__ == "__main__":
    print(json.dumps(run()))
