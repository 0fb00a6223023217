"""Recorded inputs beside the project. Tests that need them skip, saying why, where they are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(name: str) -> Path:
    """The path of ``name`` in the folder of recorded inputs; skips the test when it is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the recorded inputs are absent: {path} does not exist")
    return path
