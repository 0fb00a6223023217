from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy import folder, marked, orphans

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str, **variables: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command or ("sleep", "60"), env={**os.environ, **variables}, cwd=folder.PROJECT, stdout=subprocess.PIPE
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_what_an_earlier_run_left_is_ended_and_nothing_else(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orphans, "PATIENCE", 1.0)
    ours = start(TRADEOPS_SUPERVISED=str(tmp_path))
    server = start(TRADEOPS_SUPERVISED=str(tmp_path), SUPERVISOR_PROCESS_NAME="postgresql")
    stubborn = start(
        "sh", "-c", "trap '' TERM; while :; do sleep 0.1; done", TRADEOPS_SUPERVISED=str(tmp_path),
        SUPERVISOR_PROCESS_NAME="web",
    )  # fmt: skip
    neighbour = start(TRADEOPS_SUPERVISED=f"{tmp_path}-other")
    assert orphans.stop(tmp_path) >= 3
    assert all(process.wait(30) for process in (ours, server, stubborn))
    assert neighbour.poll() is None
    assert orphans.stop(tmp_path) == 0


def test_what_was_born_while_others_were_killed_is_killed_too(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = {marked.MARK: str(tmp_path)}
    parent, child = start(**marks), start(**marks)
    look, seen_before_the_fork = marked.processes, iter([[parent.pid]])
    monkeypatch.setattr(marked, "processes", lambda **held: next(seen_before_the_fork, None) or look(**held))
    assert marked.kill_all(30.0, **marks) == []
    assert (parent.wait(30), child.wait(30)) == (-9, -9)


def test_a_new_process_ends_what_its_predecessor_left(tmp_path: Path, start: Start) -> None:
    marks = {marked.MARK: str(tmp_path), "SUPERVISOR_PROCESS_NAME": "web"}
    left, other = start(**marks), start(**{**marks, "SUPERVISOR_PROCESS_NAME": "live"})
    new = start(sys.executable, "-S", "-m", "deploy.child", "echo", "serving", **marks)
    assert new.communicate(timeout=60)[0] == b"serving\n"
    assert left.wait(30) == -9
    assert other.poll() is None
