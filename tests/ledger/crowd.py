"""Many real connections at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection, transaction

from tradeops.kernel.errors import TradeopsError

T = TypeVar("T")


def at_once(count: int, work: Callable[[int], T]) -> list[T | str]:
    """``work(0..count-1)`` started together, each in a transaction of its own; a refusal comes back as its code."""
    start = Barrier(count)

    def one(number: int) -> T | str:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            with transaction.atomic():
                return work(number)
        except TradeopsError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
