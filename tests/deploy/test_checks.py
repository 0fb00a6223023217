"""``make run`` with what makes no sense: one line, and nothing was started."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import checks
from deploy.failure import CannotRun
from deploy.folder import PROJECT
from tests.stack import FOREIGN

NOWHERE = {"DATABASE_URL": "postgres://127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}
PORTS = {"WEB_PORT": "0", "LIVE_PORT": "0", "VENUES_PORT": "0"}
BOOK = {"venue": "alpha", "base": "BTC", "quote": "USD", "bids": [], "asks": []}


def refusal(data: Path, **variables: str) -> str:
    """What ``make run`` says when it does not start."""
    bare = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment = bare | NOWHERE | PORTS | {"DATA_DIR": str(data)} | variables
    words = [sys.executable, "-m", "deploy.run"]
    done = subprocess.run(words, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert not (data / "log").exists(), "nothing was started"
    return line


def books(folder: Path, content: object) -> str:
    path = folder / "books.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("BTC 64000", "is not JSON"),
        ({"bids": []}, "expected a list of books"),
        ([[64000, 1]], "book 0 is not {venue, base, quote, bids, asks}"),
        ([BOOK | {"bids": [[64000, 1]]}], "book 0 is not {venue, base, quote, bids, asks}"),
    ],
)
def test_books_that_are_none(tmp_path: Path, data: Path, content: object, words: str) -> None:
    path = books(tmp_path, content)

    assert refusal(data, BOOKS=path).startswith(f"BOOKS cannot be used: {path}")
    assert words in refusal(data, BOOKS=path)


def test_books_that_are_not_there(data: Path) -> None:
    assert "BOOKS=no/such/books.json is not there" in refusal(data, BOOKS="no/such/books.json")
    assert "is not there" in refusal(data, BOOKS="x" * 5000)


def test_folders_that_are_no_recording(tmp_path: Path, data: Path) -> None:
    recorded = tmp_path / "recorded"
    recorded.mkdir()
    assert "no .gz files" in refusal(data, BOOKS=str(recorded))
    (recorded / "btcusdt_20240808.gz").write_bytes(gzip.compress(b"1 {}"))
    assert "no snapshot in the recording" in refusal(data, BOOKS=str(recorded))


def test_a_folder_that_may_not_be_read(tmp_path: Path, data: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    if os.access(closed, os.R_OK):
        pytest.skip("whoever runs this may read everything")
    assert "cannot be read" in refusal(data, BOOKS=str(closed))
    assert "is not there" in refusal(data, BOOKS=str(closed / "books.json"))


def test_a_variable_that_makes_no_sense(data: Path) -> None:
    assert refusal(data, VENUE_FEES="foo") == "VENUE_FEES=foo makes no sense: give demo or zero"


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("DEBUG", "True", "maybe"),
        ("LOG_LEVEL", "WARNING", "loud"),
        ("WEB_THREADS", "8", "four"),
        ("TRUSTED_PROXIES", "1", "-1"),
        ("VENUE_FEES", "zero", "none"),
        ("PUBLIC_ORIGIN", "https://desk.example", "desk.example"),
        ("LIVE_ORIGIN", "ws://127.0.0.1:8001", "http://127.0.0.1:8001"),
    ],
)
def test_each_variable(monkeypatch: pytest.MonkeyPatch, name: str, good: str, bad: str) -> None:
    monkeypatch.setenv(name, good)
    checks.variables()
    monkeypatch.setenv(name, "")
    checks.variables()
    monkeypatch.setenv(name, bad)
    with pytest.raises(CannotRun, match=f"^{name}={bad} makes no sense: give "):
        checks.variables()


@pytest.mark.parametrize("name", ["DEBUG", "DEMO", "LOG_LEVEL", "WEB_THREADS", "TRUSTED_PROXIES"])
def test_a_command_of_the_product_says_it_in_one_line(name: str) -> None:
    words = [sys.executable, "manage.py", "check"]
    environment = {**os.environ, name: "x"}
    done = subprocess.run(words, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{name}=x is n")
