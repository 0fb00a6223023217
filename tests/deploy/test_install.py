"""What make says before it can install anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from deploy import folder


def _install(python: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(folder.PROJECT / "deploy" / "install"), python, "--new", "requirements.txt"]
    return subprocess.run(command, cwd=folder.PROJECT, capture_output=True, text=True, check=False)


def _fake(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("script", "advice"),
    [
        (
            'case "$*" in *version_info*) exit 1;; --version) echo Python 3.9.2;; esac',
            "Python 3.9.2 is too old: install",
        ),
        ('case "$*" in *ensurepip*) exit 1;; esac', "apt-get install python3-venv"),
    ],
)
def test_an_unfit_python_gets_one_line_that_says_what_to_do(tmp_path: Path, script: str, advice: str) -> None:
    done = _install(_fake(tmp_path / "python", script))
    assert done.returncode == 1
    assert advice in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_missing_python_too(tmp_path: Path) -> None:
    done = _install(str(tmp_path / "nothing"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "PYTHON=path" in done.stderr
