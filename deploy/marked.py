"""Finding the processes of an installation again, whoever their parent is by now.

Everything that the supervisor starts carries the data folder in a variable of its environment, and the environment
that a process was started with cannot be mistaken for another's, as a number in a pid file can.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

MARK = "TRADEOPS_SUPERVISED"
ROUNDS = 10


def processes(**variables: str) -> Iterator[int]:
    """The other processes whose environment holds all the variables; those of other users cannot be seen."""
    wanted = {os.fsencode(f"{name}={value}") for name, value in variables.items()}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            held = set((entry / "environ").read_bytes().split(b"\0"))
        except OSError:
            continue
        if wanted <= held and int(entry.name) != os.getpid():
            yield int(entry.name)


def end(pids: list[int], number: signal.Signals, limit: float) -> list[int]:
    """Send the signal and wait for the processes to go; what is left after the limit (seconds)."""
    for pid in pids:
        _signal(pid, number)
    deadline = time.monotonic() + limit
    while (left := [pid for pid in pids if _lives(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def kill_all(limit: float, **variables: str) -> list[int]:
    """Kill every process that holds the variables; what is left. Limit (seconds) is what a process gets to go.

    Looks again after killing: what is killed may have forked since it was seen.
    """
    found = list(processes(**variables))
    for _ in range(ROUNDS):
        if not found or end(found, signal.SIGKILL, limit):
            break
        found = list(processes(**variables))
    return found


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _lives(pid: int) -> bool:
    try:
        return " Z " not in Path("/proc", str(pid), "stat").read_text()
    except OSError:
        return False
