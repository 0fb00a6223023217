"""Processes ended by kill -9 under load, one after the other, and what has to hold afterwards."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.stack import Stack
from tests.waiting import wait_for

BACK_SECONDS = 30.0  # until the supervisor has started it again
READY_SECONDS = 90.0  # until it works again and the product says that it is ready
TRADE_SECONDS = 60.0  # until a client has dealt again
LOAD = ("--rate", "2", "--rfqs", "2000")  # more than any drill takes: it is told when it is enough
# What a process writes when it works; the servers and the venues write nothing, and are asked by /readyz.
HEARTBEATS = {
    **{f"worker-{queue}": f"queue:{queue}" for queue in ("pricing", "execution", "settlement", "bulk")},
    **{name: name for name in ("relay", "gateway", "live", "beat")},
    **{f"feeds-{number}": "feeds" for number in (1, 2)},
}


@dataclass(frozen=True)
class Recovery:
    """Seconds from the end of one process to its next start, and until it worked and /readyz was 200."""

    name: str
    back_after: float
    ready_after: float


def drill(stack: Stack, names: Sequence[str], *, seed: int, told: Callable[[Recovery], object]) -> dict[str, Any]:
    """End each of ``names`` while client firms are at work; what ``simulate`` reports at its end.

    Fails when a process does not come back, the product does not become ready, or no client can deal afterwards.
    """
    clients = stack.start("simulate", "--json", "--seed", str(seed), *LOAD)
    try:
        _see_a_trade(stack)
        for name in names:
            told(_end(stack, name))
            _see_a_trade(stack)
        assert clients.poll() is None, clients.communicate()
        clients.send_signal(signal.SIGINT)
        output, errors = clients.communicate(timeout=240)
    finally:
        clients.kill()
    assert output, errors
    report: dict[str, Any] = json.loads(output)
    return report


def _see_a_trade(stack: Stack) -> None:
    """Wait for a trade that is booked from now on."""
    ((now,),) = stack.rows("SELECT clock_timestamp()")
    later = "SELECT 1 FROM oms_trade WHERE booked_at > %s LIMIT 1"
    wait_for(lambda: stack.rows(later, now), timeout=TRADE_SECONDS, what="a trade")


def _end(stack: Stack, name: str) -> Recovery:
    ((moment,),) = stack.rows("SELECT clock_timestamp()")
    old, began = stack.kill(name), time.monotonic()
    wait_for(lambda: stack.pid(name) not in (0, old), timeout=BACK_SECONDS, what=f"{name} after its end")
    back = time.monotonic() - began
    wait_for(lambda: _works(stack, name, moment), timeout=READY_SECONDS, what=f"{name} at work after its end")
    return Recovery(name, round(back, 1), round(time.monotonic() - began, 1))


def _works(stack: Stack, name: str, since: datetime) -> bool:
    """Ready, by its own sign of life where it gives one."""
    if not stack.is_ready():
        return False
    beat = HEARTBEATS.get(name)
    query = "SELECT 1 FROM operations_heartbeat WHERE process = %s AND beat_at > %s AND started_at > %s"
    return beat is None or bool(stack.rows(query, beat, since, since))
