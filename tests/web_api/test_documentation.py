from __future__ import annotations

import io
import re

import pytest
import yaml
from django.core.management import call_command
from django.test import Client


@pytest.fixture(scope="module")
def schema() -> dict:
    text = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=text)
    return yaml.safe_load(text.getvalue())


def test_the_schema_is_valid_and_describes_every_route(schema):
    assert "/api/v1/whoami" in schema["paths"]
    assert all(operation.get("operationId") for path in schema["paths"].values() for operation in path.values())


def test_what_calls_have_in_common_is_described(schema):
    operations = {
        operation["operationId"]: operation for path in schema["paths"].values() for operation in path.values()
    }
    for operation in operations.values():
        assert "application/problem+json" in operation["responses"]["default"]["content"]
    given = {name: {entry["name"] for entry in call.get("parameters", ())} for name, call in operations.items()}
    assert {"limit", "cursor", "state"} <= given["list_rfqs"]
    assert "Idempotency-Key" in given["issue_key"]
    assert "Idempotency-Key" not in given["request_quote"]


def test_only_durations_are_floats(schema):
    def walk(node, where):
        if isinstance(node, dict):
            measured = where.endswith(("_ms", "_seconds", "_percent"))
            assert measured or node.get("type") != "number", f"{where} is a float: amounts are strings"
            for name, child in node.items():
                walk(child, f"{where}/{name}")
        elif isinstance(node, list):
            for index, child in enumerate(node):
                walk(child, f"{where}/{index}")

    walk(schema, "")


def test_the_page_runs_under_the_content_policy():
    answer = Client().get("/api/docs/")
    assert answer.status_code == 200
    # The directives come in any order.
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"].split("; ")
    assert not re.search(r"<script(?![^>]*\bsrc=)", answer.content.decode())
