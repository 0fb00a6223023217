"""One concept a file, short functions."""

from __future__ import annotations

import ast
from statistics import median

from tests.architecture.source import ROOT, files, name, tree

LINES = 400
FUNCTION_LINES = 60
MEDIAN = 100


def test_no_file_is_longer_than_its_reader_can_hold() -> None:
    scripts = [*(ROOT / "static/js").rglob("*.js"), *files(tests=True)]
    long = {name(path): lines for path in scripts if (lines := len(path.read_text().splitlines())) > LINES}

    assert long == {}


def test_the_typical_file_is_short() -> None:
    assert median(len(path.read_text().splitlines()) for path in files()) <= MEDIAN


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in files(tests=True)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]

    assert long == []
