"""What a process loads at its start: a dozen start at once, so what few need is loaded by those alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

OF_FEW = {"celery", "rest_framework.serializers", "ccxt", "granian", "requests"}  # workers, web, who speaks to venues


def loaded(code: str) -> set[str]:
    """The modules that are there after ``code`` ran in a process of its own."""
    words = [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"]
    # A server's application beats from its start: here into nowhere, and not into the tests' database.
    env = {**os.environ, "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/nowhere"}
    return set(subprocess.run(words, capture_output=True, text=True, check=True, env=env).stdout.split())


@pytest.mark.parametrize("code", ["import django; django.setup()", "import tradeops.asgi", "import tradeops.wsgi"])
def test_what_few_need_is_loaded_by_those_alone(code: str) -> None:
    assert loaded(code) & OF_FEW == set()


def test_the_simulated_exchanges_load_no_django() -> None:
    assert loaded("import tradeops.simulator.__main__") & {*OF_FEW, "django"} == set()
