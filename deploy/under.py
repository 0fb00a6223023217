"""Run a command with throw-away servers, for tests and checks.

    python -m deploy.under pytest tests/kernel

PostgreSQL (durability off) and Valkey start on any free ports with their files in .data/test and stop when the
last command that uses them ends; several commands share them. DATABASE_URL and REDIS_URL, where set, are used.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from deploy import folder
from deploy.failure import CannotRun


def join(data: Path) -> tuple[IO[str], dict[str, str]]:
    """Become a user of the folder's servers, starting them when nobody has: the lock to hold and the variables."""
    users = (data / "users.lock").open("w")
    fcntl.flock(users, fcntl.LOCK_SH)
    with (data / "start.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        published = data / "environment.json"
        if not (_keeper_lives(data) and published.exists()):
            published.unlink(missing_ok=True)
            _start_keeper(data, published)
        variables: dict[str, str] = json.loads(published.read_text())
    return users, variables


def _keeper_lives(data: Path) -> bool:
    with (data / "keeper.lock").open("w") as alive:
        try:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _start_keeper(data: Path, published: Path) -> None:
    log = data / "keeper.log"
    with log.open("w") as output:
        # A session of its own: Ctrl-C reaches the command and leaves it its servers until it has ended.
        keeper = subprocess.Popen(
            [sys.executable, "-m", "deploy.keeper", str(data)],
            cwd=folder.PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    while not published.exists():
        if keeper.poll() is not None:
            raise CannotRun((log.read_text().strip() or "The test servers did not start").splitlines()[-1])
        time.sleep(0.02)


def _own_servers() -> dict[str, str]:
    """Servers of the caller's own win over those that another command of the folder started."""
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    own = {name: os.environ[name] for name in names if os.environ.get(name)}
    if "DATABASE_URL" in own:
        own.setdefault("DATABASE_OWNER_URL", own["DATABASE_URL"])
    return own


def main(command: list[str]) -> None:
    """Replace this process by the command; the lock goes with it and is released when it ends."""
    if not command:
        raise CannotRun("usage: python -m deploy.under command [argument ...]")
    users, variables = join(folder.prepare(folder.data_folder(".data/test")))
    os.set_inheritable(users.fileno(), True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    try:
        os.execvpe(command[0], command, {**os.environ, **variables, **_own_servers(), "PATH": path})
    except OSError as error:
        raise CannotRun(f"{command[0]} cannot be run: {error.strerror}") from error


if __name__ == "__main__":
    main(sys.argv[1:])
