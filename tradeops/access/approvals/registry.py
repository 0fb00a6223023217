"""Which function carries out an approved command. It lives above: apps register theirs in ``handlers.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Carry = TypeVar("Carry", bound=Callable[..., object])
DriftCheck = Callable[[dict[str, Any]], str | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """``run(actor=..., approval_id=..., **payload)``; ``drift_check(payload)`` says what has drifted, or None."""

    command: str
    run: Callable[..., object]
    drift_check: DriftCheck | None


_handlers: dict[str, Handler] = {}


def command_handler(command: str, *, drift_check: DriftCheck | None = None) -> Callable[[Carry], Carry]:
    """Carry out ``command`` with the decorated function, in the transaction that marks it executed.

    It gets the maker's present actor, the approval's id and the payload's JSON values as keywords. What it
    raises undoes the decision: the approval stays pending and the checker sees the error.
    """

    def register(function: Carry) -> Carry:
        if command in _handlers:
            raise ValueError(f"{command} has a handler already")
        _handlers[command] = Handler(command, function, drift_check)
        return function

    return register


def handler_of(command: str) -> Handler:
    """The handler; LookupError when there is none, which is a mistake in the program."""
    return _handlers[command]
