"""Several client firms at work: errands begin when they are due, whatever became of those before."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import aiohttp

from tradeops.desks.simulation.calls import Caller
from tradeops.desks.simulation.ears import Ears
from tradeops.desks.simulation.firm import Firm
from tradeops.desks.simulation.market import Ware, wares
from tradeops.desks.simulation.mix import Errand, draw
from tradeops.desks.simulation.tally import Tally

CONNECTIONS = 200
SOCKET_SECONDS = 15.0


class NothingToAskFor(Exception):
    """No instrument has a market, or there is no client to ask."""


async def drive(
    *, url: str, live_url: str, tokens: Sequence[str], run: str, seed: int, count: int, rate: float, tally: Tally
) -> float:
    """Run ``count`` errands, ``rate`` a second, to their ends; the seconds it took. Raises NothingToAskFor.

    Ctrl-C, or the signal to end, means that it is enough: no errand begins any more, and those begun go to their ends.
    """
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector) as session:
        firms, listening = await _firms(session, url, live_url, tokens, run, tally)
        try:
            market = await wares(firms[0].caller, run)
            if not market:
                raise NothingToAskFor("no instrument quoted in dollars has a market now")
            errands = draw(seed=seed, count=count, rate=rate, clients=len(firms), instruments=sorted(market))
            with _until_told() as enough:
                return await _work(errands, firms, market, tally, enough)
        finally:
            for task in listening:
                task.cancel()


async def _firms(
    session: aiohttp.ClientSession, url: str, live_url: str, tokens: Sequence[str], run: str, tally: Tally
) -> tuple[list[Firm], list[asyncio.Task[None]]]:
    firms, listening = [], []
    for token in tokens:
        caller = Caller(session, url, token, tally)
        firm_id = (await caller.call("GET", "whoami")).body["firm_id"]
        ears = Ears(session, live_url, token, firm_id, tally)
        listening.append(asyncio.create_task(ears.listen()))
        await asyncio.wait_for(ears.subscribed.wait(), SOCKET_SECONDS)
        firms.append(Firm(caller, ears, tally, run))
    return firms, listening


async def _work(
    errands: Sequence[Errand], firms: Sequence[Firm], market: dict[str, Ware], tally: Tally, enough: asyncio.Event
) -> float:
    loop = asyncio.get_running_loop()
    start = loop.time() + 0.1
    async with asyncio.TaskGroup() as group:
        for errand in errands:
            due = start + errand.at
            if await _told(enough, before=due):
                break
            tally.asked += 1
            firm, other = firms[errand.client], firms[(errand.client + 1) % len(firms)]
            group.create_task(firm.run(errand, market[errand.instrument], due, other))
    return loop.time() - start


async def _told(enough: asyncio.Event, *, before: float) -> bool:
    try:
        async with asyncio.timeout_at(before):
            return await enough.wait()
    except TimeoutError:
        return False


@contextmanager
def _until_told() -> Iterator[asyncio.Event]:
    """Set by the first signal to stop; a second one has its usual meaning again."""
    loop, enough = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGINT, signal.SIGTERM)

    def tell() -> None:
        enough.set()
        for number in signals:
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, tell)
    try:
        yield enough
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
