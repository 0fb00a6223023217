"""The operational design as data: which moves exist, who may make them, how long each stage may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.apps import apps
from django.db.models import Model

Owner = Literal["engine", "risk", "oms", "gateway", "ledger", "dealer", "operations", "client", "venue"]
Wait = Literal["program", "person", "venue"]
Guard = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal move. ``command`` names the policy that says who may; ``guard`` raises when a row may not move."""

    name: str
    source: tuple[str, ...]
    target: str
    command: str
    event: str
    guard: Guard | None = None
    approval: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A measured part of the way: from the event that starts it to one of those that end it.

    ``budget_ms`` is what the whole stage may take. ``subscriber`` names the delivery that does the work, which
    splits the time into queue and work. ``waits`` says whose time it is.
    """

    name: str
    title: str
    owner: Owner
    budget_ms: int
    starts: str
    ends: tuple[str, ...]
    fallback: str
    redundancy: str
    subscriber: str = ""
    waits: Wait = "program"


@dataclass(frozen=True)
class Workflow:
    """A state machine over one model, with its stages in the order in which a deal passes them."""

    kind: str
    title: str
    model: str
    initial: str
    terminal: frozenset[str]
    transitions: tuple[Transition, ...]
    stages: tuple[Stage, ...] = ()
    state_field: str = "state"

    @cached_property
    def by_name(self) -> dict[str, Transition]:
        return {transition.name: transition for transition in self.transitions}

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Every state, the initial one first, in the order of the table."""
        seen = dict.fromkeys([self.initial])
        for transition in self.transitions:
            seen.update(dict.fromkeys([*transition.source, transition.target]))
        return tuple(seen)

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    def from_state(self, state: str) -> tuple[Transition, ...]:
        """The moves that leave ``state``."""
        return tuple(entry for entry in self.transitions if state in entry.source)
