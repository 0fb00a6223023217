"""No float near money or price."""

from __future__ import annotations

import ast
from pathlib import Path

from django.apps import apps
from django.db.models import FloatField

from tests.architecture.source import calls, files, name, tree

OURS = {"journal", "access", "workflow", "web", "live", "operations", "reference", "ledger", "marketdata"}
OURS |= {"risk", "oms", "rfq", "settlement"}
# Where numbers are money or prices, or become them.
EXACT = ("ledger", "reference", "marketdata", "connectivity", "risk", "oms", "rfq", "settlement")


def test_no_column_is_a_float() -> None:
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.get_fields()
        if isinstance(field, FloatField)
    ]

    assert wrong == []


def test_rules_and_services_make_no_floats() -> None:
    """Seconds and ratios for display may be floats; they live in faces and processes, not where amounts are decided."""
    places = {
        "services",
        "rules",
        "pricing",
        "routing",
        "models",
        "postings.py",
        "sweep.py",
        "composite.py",
        "codec.py",
    }
    wrong = []
    for path in _exact_files():
        if not places.intersection(path.parts):
            continue
        wrong += [f"{name(path)}:{call.lineno} float()" for call, called in calls(path) if called == "float"]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                wrong.append(f"{name(path)}:{node.lineno} {node.value}")

    assert wrong == []


def test_a_decimal_is_never_made_from_a_float() -> None:
    wrong = [
        f"{name(path)}:{call.lineno}"
        for path in _exact_files()
        for call, called in calls(path)
        if called == "Decimal"
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, float)
    ]

    assert wrong == []


def _exact_files() -> list[Path]:
    return [path for path in files() if set(EXACT).intersection(path.parts)]
