"""Running one function on many real connections at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connections

Item = TypeVar("Item")


def together(work: Callable[[Item], Any], items: Iterable[Item], *, threads: int = 8) -> list[Any]:
    """What ``work`` returned or raised for each item, on ``threads`` connections that start together."""
    barrier = threading.Barrier(threads)
    waiting = iter(list(items))
    lock = threading.Lock()
    answers: list[Any] = []

    def run() -> None:
        barrier.wait(timeout=30)
        try:
            while True:
                with lock:
                    item = next(waiting, _DONE)
                if item is _DONE:
                    return
                try:
                    answer = work(item)  # type: ignore[arg-type]
                except Exception as error:
                    answer = error
                with lock:
                    answers.append(answer)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        for future in [pool.submit(run) for _ in range(threads)]:
            future.result()
    return answers


_DONE = object()
