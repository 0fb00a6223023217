"""The venue's memory on disk: one JSON line for every change, written before anybody hears of it.

A line carries the new state of each order and balance that changed and the new fills, so replaying is
"the last one wins". It reaches the operating system before the reply is sent, so ending the process at any
moment loses nothing that was acknowledged; a line cut short by such an end was never acknowledged and is
dropped. At start the file is rewritten to hold each order and balance once.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from .account import Balance
from .orders import Fill, Order

logger = logging.getLogger(__name__)


class JournalInUse(Exception):
    """Another simulator already writes this venue's journal."""


@dataclass
class Memory:
    """What a journal remembers."""

    orders: dict[int, Order] = field(default_factory=dict)
    fills: dict[int, Fill] = field(default_factory=dict)
    balances: dict[str, Balance] = field(default_factory=dict)

    def apply(self, line: dict[str, Any]) -> None:
        for values in line.get("orders", ()):
            order = Order(**_decode(Order, values))
            self.orders[order.id] = order
        for values in line.get("fills", ()):
            fill = Fill(**_decode(Fill, values))
            self.fills[fill.id] = fill
        for asset, (free, locked) in line.get("balances", {}).items():
            self.balances[asset] = Balance(Decimal(free), Decimal(locked))


class Journal:
    """An append-only file; ``memory`` is what it held when it was opened.

    Raises JournalInUse when another process holds the file, OSError when it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = path.with_suffix(".lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise JournalInUse(f"{path} is in use by another simulator") from error
        self.memory = _read(path)
        self._file = _compact(path, self.memory)

    def append(self, orders: Iterable[Order], fills: Iterable[Fill], balances: dict[str, Balance]) -> None:
        """Write one transaction; a disk that refuses ends the process, since memory is ahead of it by now."""
        try:
            self._file.write(_line(orders, fills, balances))
            self._file.flush()
        except OSError:
            logger.critical("The journal cannot be written; stopping", exc_info=True)
            os._exit(1)

    def close(self) -> None:
        self._file.close()
        self._lock.close()


def _read(path: Path) -> Memory:
    memory = Memory()
    if not path.exists():
        return memory
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.endswith("\n"):
                memory.apply(json.loads(line))
    return memory


def _compact(path: Path, memory: Memory) -> TextIO:
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(_line(memory.orders.values(), memory.fills.values(), memory.balances))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return path.open("a", encoding="utf-8")


def _line(orders: Iterable[Order], fills: Iterable[Fill], balances: dict[str, Balance]) -> str:
    record = {
        "orders": [_encode(order) for order in orders],
        "fills": [_encode(fill) for fill in fills],
        "balances": {asset: [str(held.free), str(held.locked)] for asset, held in balances.items()},
    }
    return json.dumps(record, separators=(",", ":")) + "\n"


def _encode(record: Order | Fill) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in asdict(record).items()}


def _decode(kind: type[Order] | type[Fill], values: dict[str, Any]) -> dict[str, Any]:
    exact = {item.name for item in fields(kind) if item.type is Decimal}
    return {key: Decimal(value) if key in exact else value for key, value in values.items()}
