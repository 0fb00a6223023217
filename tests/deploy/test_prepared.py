"""What makes the next start prepare the desk anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from deploy import prepared

pytestmark = pytest.mark.usefixtures("bare_environment")

CHOICES = {"PUBLIC_ORIGIN": "http://127.0.0.1:8000", "DATABASE_URL": "postgres://somewhere"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project: one package and its tests."""
    for name in ("requirements.txt", "desk/__init__.py", "desk/migrations/0001.py", "tests/__init__.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.setattr(prepared, "PROJECT", tmp_path)
    return tmp_path


def test_nothing_new_needs_nothing(project: Path) -> None:
    before = prepared.mark(CHOICES)
    (project / "tests" / "test_more.py").write_text("a test")
    (project / ".data").mkdir()
    assert prepared.mark(CHOICES | {"DATABASE_URL": "postgres://another-port"}) == before


@pytest.mark.parametrize("name", ["requirements.txt", "desk/migrations/0001.py", "desk/migrations/0002.py"])
def test_other_code_is_prepared_for(project: Path, name: str) -> None:
    before = prepared.mark(CHOICES)
    (project / name).write_text("something else")
    assert prepared.mark(CHOICES) != before


def test_a_file_that_is_gone_is_missed(project: Path) -> None:
    before = prepared.mark(CHOICES)
    shutil.rmtree(project / "desk" / "migrations")
    assert prepared.mark(CHOICES) != before


def test_other_choices_are_prepared_for(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = prepared.mark(CHOICES)
    assert prepared.mark(CHOICES | {"PUBLIC_ORIGIN": "http://127.0.0.1:9000"}) != before
    monkeypatch.setenv("VENUE_FEES", "zero")
    assert prepared.mark(CHOICES) != before


def test_other_books_are_prepared_for(project: Path) -> None:
    books = project / "books"
    books.mkdir()
    (books / "one.json").write_text("[]")
    chosen = CHOICES | {"BOOKS": str(books)}
    before = prepared.mark(chosen)
    assert prepared.mark(CHOICES) != before
    (books / "one.json").write_text("[1]")
    assert prepared.mark(chosen) != before
