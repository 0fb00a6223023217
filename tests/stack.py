"""The whole product as ``make run`` starts it, in a data folder and on ports of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from deploy import beside, supervision
from deploy.environment import Ports, build
from deploy.secrets import Secrets
from tests.waiting import wait_for

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 150
STOP_SECONDS = 30
FOREIGN = ("DATABASE_OWNER_URL", "BOOKS", "VENUE_FEES", "TRADEOPS_PROCESS", "DJANGO_SETTINGS_MODULE", "DATA_DIR")


class Refused(Exception):
    """The API answered with a problem document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(str(problem))
        self.code: str = problem["code"]


@dataclass(frozen=True)
class Stack:
    """A running desk."""

    data: Path
    variables: dict[str, str]

    @property
    def url(self) -> str:
        return self.variables["PUBLIC_ORIGIN"]

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None, *, firm: str = "northgate") -> Any:
        """The public API as a client firm calls it; raises Refused."""
        token = (self.data / "demo-keys" / firm).read_text().strip()
        request = urllib.request.Request(
            f"{self.url}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise Refused(json.load(refused)) from refused

    def manage(self, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """``manage.py`` beside the desk."""
        words = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            words, cwd=ROOT, env=self.variables, capture_output=True, text=True, timeout=timeout, check=False
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """``manage.py`` beside the desk, without waiting for it."""
        words = [sys.executable, "manage.py", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(words, cwd=ROOT, env=self.variables, stdout=pipe, stderr=pipe, text=True)

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What the database answers."""
        with psycopg.connect(self.variables["DATABASE_URL"]) as connection:
            return connection.execute(query, parameters).fetchall()

    def pid(self, name: str) -> int:
        """The process that the supervisor keeps under this name; 0 while it does not run."""
        return next(int(row["pid"]) for row in supervision.listing(self.data) if row["name"] == name)

    def kill(self, name: str) -> int:
        """End a process by kill -9; the number that it had."""
        pid = self.pid(name)
        assert pid, f"{name} does not run"
        os.kill(pid, signal.SIGKILL)
        return pid

    def is_ready(self) -> bool:
        """What ``/readyz`` says."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def folder() -> Iterator[Path]:
    """A data folder with a short name, because a socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="desk-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def running(data: Path, **variables: str) -> Iterator[Stack]:
    """The desk for as long as the block runs. The folder keeps its data: started again, it goes on."""
    environment = _bare() | {"DATA_DIR": str(data), "WEB_PORT": "0", "LIVE_PORT": "0", "VENUES_PORT": "0"} | variables
    log = data / "run.log"
    with log.open("w") as output:
        desk = subprocess.Popen(
            [sys.executable, "-m", "deploy.run"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        wait_for(lambda: _ready(desk, log), timeout=START_SECONDS, what="the desk")
        lent = json.loads((data / beside.NAME).read_text())
        yield Stack(data, environment | lent)
    finally:
        desk.send_signal(signal.SIGINT)
        desk.wait(STOP_SECONDS)


def _ready(desk: subprocess.Popen[bytes], log: Path) -> bool:
    assert desk.poll() is None, log.read_text()
    return "Ready after" in log.read_text()


def _bare() -> dict[str, str]:
    """The environment without what the test run's own servers have put there."""
    nobody = Secrets(*[""] * len(Secrets.__dataclass_fields__))
    own = {*build(Path(), nobody, Ports(postgres=1, valkey=1)), *FOREIGN}
    return {name: value for name, value in os.environ.items() if name not in own}
