"""One run: drive the clients, let the desk finish, measure and prove."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence

from tradeops.desks.simulation.draining import dead_since, drain, residuals_since
from tradeops.desks.simulation.load import drive
from tradeops.desks.simulation.proofs import prove
from tradeops.desks.simulation.report import Report
from tradeops.desks.simulation.tally import Tally
from tradeops.kernel.clock import database_now
from tradeops.kernel.ids import uuid7
from tradeops.operations.selectors import stage_measures

DRAIN_SECONDS = 90.0


def simulate(*, url: str, live_url: str, tokens: Sequence[str], seed: int, count: int, rate: float) -> Report:
    """Run it against a desk that this process shares the database with. Raises what ``drive`` raises."""
    run, tally, start = f"sim-{uuid7().hex[:12]}{uuid7().hex[-6:]}", Tally(), database_now()
    seconds = asyncio.run(
        drive(url=url, live_url=live_url, tokens=tokens, run=run, seed=seed, count=count, rate=rate, tally=tally)
    )
    ended = time.monotonic()
    unfinished = drain(DRAIN_SECONDS)
    drained_after = time.monotonic() - ended
    window = math.ceil((database_now() - start).total_seconds())
    return Report(
        run=run,
        seed=seed,
        wanted=count,
        rate=rate,
        seconds=seconds,
        drained_after=drained_after,
        tally=tally,
        stages=tuple(stage_measures(window)),
        unfinished=unfinished,
        residuals=residuals_since(start),
        dead=tuple(dead_since(start)),
        proofs=tuple(prove(start, tally.trades)),
    )
