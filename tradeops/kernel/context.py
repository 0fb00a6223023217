"""What the current request or task is called, for logs, events and problem documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request being served; empty outside of one."""
    return _REQUEST_ID.get()


@contextmanager
def serving(identifier: str) -> Iterator[None]:
    """Name everything inside the block ``identifier``."""
    token = _REQUEST_ID.set(identifier)
    try:
        yield
    finally:
        _REQUEST_ID.reset(token)
