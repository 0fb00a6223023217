"""A reader that has had enough, as in ``make status | head -1``."""

from __future__ import annotations

import subprocess
import sys

import pytest

from deploy.folder import PROJECT
from deploy.pipes import BROKEN_PIPE

LIST = """
from deploy import pipes, status, supervision
row = dict(name="web", statename="RUNNING", pid=1, now=2, start=1, spawnerr="")
supervision.listing = lambda data: [row] * 20_000
status.main()
"""
OTHER = """
from deploy import pipes
with pipes.may_be_cut():
    raise BrokenPipeError("of a socket")
"""


def cut(*words: str, lines: int = 1) -> tuple[int, str]:
    """How Python ends, and what it complains of, when only so many lines of its output are read."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, *words], cwd=PROJECT, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for _ in range(lines):
            process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    return process.returncode, said


def test_status_ends_quietly() -> None:
    assert cut("-c", LIST) == (0, "")


@pytest.mark.parametrize("unbuffered", [(), ("-u",)])
def test_a_command_ends_quietly_but_not_as_if_it_had_finished(unbuffered: tuple[str, ...]) -> None:
    text = "from deploy import pipes\nwith pipes.may_be_cut():\n    for number in range(20_000): print(number)"

    assert cut(*unbuffered, "-c", text) == (BROKEN_PIPE, "")


def test_another_broken_pipe_is_told() -> None:
    status, said = cut("-c", OTHER)

    assert status == 1
    assert "of a socket" in said


def test_commands_of_the_product_go_through_it() -> None:
    assert cut("manage.py", "version", lines=0) == (BROKEN_PIPE, "")
