"""Calling services from the gateway's event loop: each call on a thread, whose connection is good or replaced."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from django.db import Error, close_old_connections, connection

Answer = TypeVar("Answer")
THREADS = 4
# A connection that worked this long ago is taken to work: asking before each call would double the calls.
TRUSTED_SECONDS = 1.0
_checked = threading.local()


class Database:
    """Raises what the service raises; after a database error the next call connects anew."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="gateway-database")

    async def call(self, service: Callable[..., Answer], **arguments: Any) -> Answer:
        work = partial(_on_thread, service, arguments)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Let what runs end. Connections end with the process."""
        self._threads.shutdown(wait=True, cancel_futures=True)


def _on_thread(service: Callable[..., Answer], arguments: dict[str, Any]) -> Answer:
    if time.monotonic() >= getattr(_checked, "until", 0.0):
        close_old_connections()
        _checked.until = time.monotonic() + TRUSTED_SECONDS
    try:
        return service(**arguments)
    except Error:
        connection.close()
        raise
