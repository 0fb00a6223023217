"""Who reacts to which event, and how. Apps declare theirs in ``handlers.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tradeops.journal.queues import QUEUES
from tradeops.journal.types import EventRecord

Plan = TypeVar("Plan")
Result = TypeVar("Result")
Effect = Callable[[EventRecord], None]


class CallHandler(Generic[Plan, Result]):
    """A reaction that talks to the outside. Send once: what is not known is asked, never repeated."""

    lease_seconds = 20
    """How long a call may take before it counts as cut off."""

    def prepare(self, event: EventRecord) -> Plan | None:
        """Decide and write what will be sent, in the claiming transaction. None: there is nothing to send."""
        raise NotImplementedError

    def execute(self, plan: Plan) -> Result:
        """Talk to the outside: no transaction is open. Known failures are results, not exceptions."""
        raise NotImplementedError

    def record(self, event: EventRecord, plan: Plan, result: Result) -> None:
        """Write the result, in the transaction that completes the delivery."""
        raise NotImplementedError

    def resolve(self, event: EventRecord) -> None:
        """The call was cut off between claim and record: mark its outcome unknown and have it asked for."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A named reaction. ``call`` is set for calls, ``effect`` for effects."""

    name: str
    events: tuple[str, ...]
    queue: str
    ordered: bool
    useful_until: str
    effect: Effect | None
    call: CallHandler | None
    on_expired: Effect | None


_by_name: dict[str, Subscriber] = {}
_by_event: dict[str, tuple[Subscriber, ...]] = {}


def effect(
    name: str,
    *,
    on: Iterable[str],
    queue: str,
    ordered: bool = False,
    useful_until: str = "",
    on_expired: Effect | None = None,
) -> Callable[[Effect], Effect]:
    """Run a function in one transaction with the delivery's completion: exactly once, database only.

    ``ordered`` delivers one subject's events in their order and stops that subject at a dead letter.
    ``useful_until`` names the payload key with the time after which ``on_expired`` runs instead.
    """

    def register(function: Effect) -> Effect:
        _register(Subscriber(name, tuple(on), queue, ordered, useful_until, function, None, on_expired))
        return function

    return register


def call(
    name: str, *, on: Iterable[str], queue: str, ordered: bool = False
) -> Callable[[type[CallHandler]], type[CallHandler]]:
    """Claim and commit, call, then record and commit: at most once, and a cut-off call is resolved by asking."""

    def register(handler: type[CallHandler]) -> type[CallHandler]:
        _register(Subscriber(name, tuple(on), queue, ordered, "", None, handler(), None))
        return handler

    return register


def subscribers_of(event_name: str) -> tuple[Subscriber, ...]:
    """The subscribers that an event of this name owes a delivery."""
    return _by_event.get(event_name, ())


def subscriber(name: str) -> Subscriber | None:
    """The subscriber of that name; None when a deployment no longer has it."""
    return _by_name.get(name)


def all_subscribers() -> tuple[Subscriber, ...]:
    """Every registered subscriber, by name."""
    return tuple(_by_name[name] for name in sorted(_by_name))


def _register(entry: Subscriber) -> None:
    if entry.name in _by_name:
        raise ValueError(f"subscriber {entry.name} is registered twice")
    if entry.queue not in QUEUES:
        raise ValueError(f"subscriber {entry.name} names the unknown queue {entry.queue}")
    _by_name[entry.name] = entry
    for event_name in entry.events:
        _by_event[event_name] = (*_by_event.get(event_name, ()), entry)
