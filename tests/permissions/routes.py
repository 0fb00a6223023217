"""Every route that Django would answer, from its own resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from tradeops.web.api import ApiView

SAMPLE_ID = UUID("01890000-0000-7000-8000-000000000000")
# The methods to try where a view does not say which it answers.
UNDECLARED = ("GET", "POST")


@dataclass(frozen=True)
class Route:
    """``commands`` is None where the view is not ours and names no policy."""

    name: str
    commands: dict[str, str] | None
    is_api: bool
    parameters: dict[str, Any]

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(sorted(self.commands)) if self.commands is not None else UNDECLARED


def routes() -> dict[str, Route]:
    """By view name, with its name space."""
    return {route.name: route for route in _walk(get_resolver().url_patterns, "", {})}


def _walk(patterns: list[Any], space: str, outer: dict[str, Any]) -> Iterator[Route]:
    for entry in patterns:
        parameters = outer | _samples(entry)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner, parameters)
        else:
            yield _route(entry, space, parameters)


def _route(pattern: URLPattern, space: str, parameters: dict[str, Any]) -> Route:
    view = pattern.callback
    view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    commands = getattr(view_class, "commands", None) or getattr(view, "commands", None)
    is_api = isinstance(view_class, type) and issubclass(view_class, ApiView)
    name = f"{space}{pattern.name}" if pattern.name else f"{space}{pattern.pattern}"
    return Route(name, commands, is_api, parameters)


def _samples(entry: URLPattern | URLResolver) -> dict[str, Any]:
    converters = entry.pattern.converters or dict.fromkeys(entry.pattern.regex.groupindex)
    return {name: _sample(name, converter) for name, converter in converters.items()}


def _sample(name: str, converter: object) -> Any:
    if isinstance(converter, UUIDConverter) or name == "object_id":
        return SAMPLE_ID
    if isinstance(converter, IntConverter) or name.endswith("type_id"):
        return 1
    return "access" if name == "app_label" else "sample"
