"""Who does something: a person, an API key or a program of the desk, frozen as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

ActorKind = Literal["user", "key", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who asks. ``firm_id`` is None for the desk's own people and programs.

    ``scopes`` restricts an API key further than its roles; None means no restriction.
    """

    kind: ActorKind
    id: str
    label: str
    firm_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] | None = None

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def is_house(self) -> bool:
        """Whether the actor belongs to the desk and so may see every firm's rows."""
        return self.firm_id is None


def system(name: str) -> Actor:
    """The program called ``name``: ``system("pricing")``."""
    return Actor(kind="system", id=name, label=name)
