"""Small repeated work of the relay. Every tick is idempotent and decides from the database what is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tick:
    """``woken`` ticks also run as soon as something was committed."""

    name: str
    every_ms: int
    woken: bool
    run: Callable[[], object]


_ticks: dict[str, Tick] = {}


def tick(name: str, *, every_ms: int, woken: bool = False) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Have the relay run a function at least every ``every_ms`` milliseconds."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        if name in _ticks:
            raise ValueError(f"tick {name} is registered twice")
        _ticks[name] = Tick(name, every_ms, woken, function)
        return function

    return register


def all_ticks() -> tuple[Tick, ...]:
    """Every registered tick, in the order of registration."""
    return tuple(_ticks.values())
