"""What the caller asks for, judged before anything starts: later, each process would refuse it in its own log."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping

from deploy.failure import CannotRun
from deploy.folder import PROJECT

_FLAG = (r"(?i:1|true|yes|on|0|false|no|off)", "1 or 0")
_NUMBER = (r"[0-9]{1,6}", "a number")
# What fits, and how to say it.
KNOWN = {
    "DEBUG": _FLAG,
    "LOG_LEVEL": (r"DEBUG|INFO|WARNING|ERROR|CRITICAL", "DEBUG, INFO, WARNING, ERROR or CRITICAL"),
    "WEB_THREADS": _NUMBER,
    "TRUSTED_PROXIES": _NUMBER,
    "VENUE_FEES": (r"demo|zero", "demo or zero"),
    "PUBLIC_ORIGIN": (r"https?://[^/\s]+", "http://host:port or https://host, without a path"),
    "LIVE_ORIGIN": (r"wss?://[^/\s]+", "ws://host:port or wss://host, without a path"),
}


def variables() -> None:
    """Raise CannotRun for the first variable of the caller's that makes no sense."""
    for name, (pattern, allowed) in KNOWN.items():
        value = os.environ.get(name)
        if value and not re.fullmatch(pattern, value):
            raise CannotRun(f"{name}={value} makes no sense: give {allowed}")


def books(environment: Mapping[str, str]) -> None:
    """Raise CannotRun, in the simulator's own words, for books that it could not serve."""
    if "BOOKS" not in environment:
        return
    words = [sys.executable, "-m", "tradeops.simulator", "--check"]
    done = subprocess.run(
        words, cwd=PROJECT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise CannotRun(f"BOOKS cannot be used: {''.join(last).removeprefix('simulator: books: ')}")
