"""Output that nobody reads any more: ``make status | head -1``."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# What a shell says of a program that such a pipe ends.
BROKEN_PIPE = 141


@contextmanager
def may_be_cut(status: int = BROKEN_PIPE) -> Iterator[None]:
    """End without a word, with this status, once the reader of standard output is gone."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        if not _is_cut():  # another pipe: a failure like any other
            raise
        # What still waits to be written would complain once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(status) from None


def _is_cut() -> bool:
    poll = select.poll()
    poll.register(sys.stdout, 0)
    return any(events & select.POLLERR for _, events in poll.poll(0))
