"""The sockets of this process, by group: what reaches the process is handed on here, once for each."""

from __future__ import annotations

from typing import Any, Protocol


class Listener(Protocol):
    """A socket. Neither method may wait: what it takes goes into its own outbox."""

    def told(self, message: dict[str, Any]) -> None:
        """Take a message of a group."""

    def price(self, topic: str, text: str) -> None:
        """Take a price that may be replaced by a newer one."""


_by_group: dict[str, set[Listener]] = {}


def add(group: str, listener: Listener) -> bool:
    """From now on ``listener`` belongs to ``group``; whether it is the first."""
    members = _by_group.setdefault(group, set())
    members.add(listener)
    return len(members) == 1


def remove(group: str, listener: Listener) -> bool:
    """``listener`` leaves ``group``; whether it was the last."""
    members = _by_group.get(group, set())
    members.discard(listener)
    if members or group not in _by_group:
        return False
    del _by_group[group]
    return True


def of(group: str) -> tuple[Listener, ...]:
    """Everybody in ``group`` here."""
    return tuple(_by_group.get(group, ()))
