"""What calls of the API make of parameters: they take what is described and refuse the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from tests.permissions.routes import routes
from tests.permissions.table import allowed, rows
from tests.permissions.world import PEOPLE, World, build

FREE = {"cursor", "wait"}  # checked by rules of their own

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture(scope="module")
def calls() -> dict[str, dict[str, Any]]:
    """Every call of the API by its operation id, as the schema describes it."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {call["operationId"]: call | {"path": path} for path, methods in paths.items() for call in methods.values()}


def refusals(world: World, query: str) -> Iterator[dict[str, Any]]:
    """What somebody who may use a route is told when the query is added, of every route of the API."""
    api = {name: route for name, route in routes().items() if route.is_api}
    for row in (row for row in rows() if row.route in api):
        route = api[row.route]
        persona = next(name for name in PEOPLE if allowed(row, route, name))
        answer = world.ask(persona, row.method, f"{reverse(row.route, kwargs=route.parameters or None)}?{query}")
        assert answer.status_code == 400, f"{row} gave {answer.status_code}"
        yield answer.json()


@pytest.mark.usefixtures("without_throttle")
@pytest.mark.parametrize(("query", "code"), [("colour=red", "FIELD_UNKNOWN"), ("a=1&a=1", "PARAMETER_REPEATED")])
def test_no_call_takes_what_it_does_not_know(world: World, query: str, code: str) -> None:
    problems = list(refusals(world, query))

    assert len(problems) > 30
    assert {(problem["code"], *problem["fields"]) for problem in problems} == {(code, query.partition("=")[0])}


def test_every_filter_says_what_it_takes(calls: dict[str, dict[str, Any]]) -> None:
    def is_bounded(shape: dict[str, Any]) -> bool:
        return "enum" in shape or shape.get("format") == "uuid" or shape["type"] == "integer"

    loose = [
        f"{name}?{entry['name']}"
        for name, call in calls.items()
        for entry in call.get("parameters", ())
        if entry["in"] == "query" and entry["name"] not in FREE and not is_bounded(entry["schema"])
    ]

    assert loose == []


def test_an_unknown_value_of_a_filter_is_refused(world: World, calls: dict[str, dict[str, Any]]) -> None:
    filters = [
        (call["path"], entry["name"], entry["schema"]["enum"])
        for call in calls.values()
        for entry in call.get("parameters", ())
        if entry["in"] == "query" and "enum" in entry["schema"]
    ]

    assert len(filters) >= 6
    for path, name, words in filters:
        answer = world.ask("supervisor", "GET", f"{path}?{name}=FOO")
        assert (answer.status_code, answer.json()["code"]) == (400, "INPUT_INVALID"), path
        assert answer.json()["fields"] == {name: [f"one of {', '.join(words)}"]}


def test_every_list_has_items(calls: dict[str, dict[str, Any]]) -> None:
    lists = {name: call for name, call in calls.items() if name.startswith("list_")}
    shapes = {name: call["responses"]["200"]["content"]["application/json"]["schema"] for name, call in lists.items()}

    assert {name: shape for name, shape in shapes.items() if not shape.get("$ref", "").endswith(("List", "Page"))} == {}
    paged = {name for name, shape in shapes.items() if shape["$ref"].endswith("Page")}
    described = {
        name
        for name, call in lists.items()
        if {"limit", "cursor"} <= {entry["name"] for entry in call.get("parameters", ())}
    }
    assert paged == described
