"""Who follows the journal by position, and how far each has come. Apps register theirs when they load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from django.db import OperationalError

from tradeops.journal.records import Placed
from tradeops.journal.selectors import last_position

log = structlog.get_logger(__name__)
Hear = Callable[[Sequence[Placed]], object]


@dataclass(frozen=True, slots=True)
class _Reader:
    position: Callable[[], int]
    hear: Hear | None


_readers: dict[str, _Reader] = {}


def register(name: str, position: Callable[[], int], hear: Hear | None = None) -> None:
    """``position`` gives the last one that the reader has dealt with.

    ``hear`` is told, inside the relay, what was just given its place. It is a short cut and no promise: a reader
    also looks into the journal by itself.
    """
    if name in _readers:
        raise ValueError(f"reader {name} is registered twice")
    _readers[name] = _Reader(position, hear)


def tell(events: Sequence[Placed]) -> None:
    """Hand on events that directly follow each other. One reader's fault is not another's."""
    for name, reader in _readers.items():
        if reader.hear is None:
            continue
        try:
            reader.hear(events)
        except OperationalError:
            raise
        except Exception:
            log.exception("reader_failed", reader=name)


def lags() -> dict[str, int]:
    """Per reader, how many positions are still before it."""
    # Their positions first: a reader that moves meanwhile must not look as if it were ahead.
    reached = {name: reader.position() for name, reader in _readers.items()}
    last = last_position()
    return {name: max(0, last - position) for name, position in reached.items()}
