"""Waiting for a condition instead of sleeping for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_for(condition: Callable[[], T], *, timeout: float = 30.0, what: str = "the condition") -> T:
    """The first true answer of ``condition``; fails loudly when ``timeout`` seconds pass without one."""
    deadline = time.monotonic() + timeout
    pause = 0.002
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {timeout} s (last answer: {answer!r})")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
