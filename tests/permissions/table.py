"""Who may reach which route: one row per route and method, collected from the ``rows_*.py`` beside this file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests import permissions
from tests.permissions.routes import Route
from tests.permissions.world import KEYS, PEOPLE, PERSONAS, SESSIONS, STAFF, World
from tradeops.access.policies import may, policy_of
from tradeops.kernel.actor import Actor

PUBLIC = "PUBLIC"
SIGNED_IN = "SIGNED_IN"
STAFF_ONLY = "STAFF_ONLY"


@dataclass(frozen=True)
class Row:
    """``command`` names the policy, or is PUBLIC, SIGNED_IN (any person) or STAFF_ONLY (not our views).

    ``owned`` makes an object of firm A and returns the route's parameters: firm B then must get 404. Without it
    a row is asked with sample parameters that exist nowhere.
    """

    route: str
    method: str
    command: str
    owned: Callable[[World], dict[str, Any]] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


def groups() -> dict[str, list[Row]]:
    """Rows by the module that lists them."""
    modules = [module.name for module in pkgutil.iter_modules(permissions.__path__)]
    return {
        name: importlib.import_module(f"tests.permissions.{name}").ROWS
        for name in sorted(modules)
        if name.startswith("rows_")
    }


def rows() -> list[Row]:
    """All rows, in the order of their route."""
    return sorted((row for group in groups().values() for row in group), key=lambda row: (row.route, row.method))


def allowed(row: Row, route: Route, persona: str) -> bool:
    """What the policy says. Keys open the API alone."""
    if row.command == PUBLIC:
        return True
    if row.command == SIGNED_IN:
        return persona in SESSIONS
    if row.command == STAFF_ONLY:
        return persona in STAFF
    if persona == "anonymous" or (persona in KEYS and not route.is_api):
        return False
    return may(_actor(persona), row.command)


def matrix(known: dict[str, Route]) -> str:
    """The whole table as text: a cross where a persona may."""
    table = rows()
    width = max(len(str(row)) for row in table)
    depth = max(len(row.command) for row in table)
    lines = [f"{'':{width}}  {'':{depth}}  {'  '.join(PERSONAS)}"]
    for row in table:
        marks = (("x" if allowed(row, known[row.route], persona) else ".").center(len(persona)) for persona in PERSONAS)
        note = " +second person" if _needs_approval(row) else ""
        lines.append(f"{row!s:{width}}  {row.command:{depth}}  {'  '.join(marks)}{note}".rstrip())
    return "\n".join(lines) + "\n"


def _needs_approval(row: Row) -> bool:
    return row.command not in (PUBLIC, SIGNED_IN, STAFF_ONLY) and policy_of(row.command).approval


def _actor(persona: str) -> Actor:
    if persona in KEYS:
        role = PEOPLE["trader A"][0]
        return Actor("key", persona, persona, None, frozenset({role}), frozenset(KEYS[persona]))
    return Actor("user", persona, persona, None, frozenset({PEOPLE[persona][0]}))
