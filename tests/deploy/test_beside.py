"""What a command in a second window finds of the desk in the first."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from deploy import beside

pytestmark = pytest.mark.usefixtures("bare_environment")
DESK = {"DATABASE_URL": "postgres://desk", "SECRET_KEY": "the desk's"}


def test_a_running_desk_lends_its_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "my own")
    with beside.published(tmp_path, DESK):
        assert stat.S_IMODE((tmp_path / beside.NAME).stat().st_mode) == 0o600
        beside.adopt()
    assert os.environ["DATABASE_URL"] == "postgres://desk"
    assert os.environ["SECRET_KEY"] == "my own"
    monkeypatch.delenv("DATABASE_URL")


def test_a_stopped_desk_lends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with beside.published(tmp_path, DESK):
        pass
    beside.adopt()
    assert "DATABASE_URL" not in os.environ


def test_a_database_of_ones_own_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgres://mine")
    with beside.published(tmp_path, DESK):
        beside.adopt()
    assert os.environ["DATABASE_URL"] == "postgres://mine"
    assert "SECRET_KEY" not in os.environ
