"""Throw-away servers for tests: started by the first command that needs them, stopped after the last.

    python -m deploy.keeper folder

Every user of the servers holds a shared lock on ``users.lock``; the keeper ends when it gets the lock for itself.
"""

from __future__ import annotations

import fcntl
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from deploy import environment, folder, identity, ports, postgres, secrets, valkey
from deploy.failure import CannotRun

START_LIMIT = 60.0
POLL = 0.1


def main(data: Path) -> None:
    """Start what the environment lacks, publish the environment, wait for the last user to go, stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with (data / "keeper.lock").open("w") as alive, (data / "users.lock").open("w") as users:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        servers: list[subprocess.Popen[bytes]] = []
        published = data / "environment.json"
        try:
            variables = _start(data, servers)
            folder.private_file(published, json.dumps(variables))
            while all(server.poll() is None for server in servers) and not _alone(users):
                time.sleep(POLL)
        finally:
            published.unlink(missing_ok=True)
            for server in servers:
                server.send_signal(signal.SIGINT)
            for server in servers:
                server.wait(20)


def _start(data: Path, servers: list[subprocess.Popen[bytes]]) -> dict[str, str]:
    who, kept = identity.servers(folder.PROJECT), secrets.load(data)
    wanted = environment.Ports(
        postgres=ports.free() if environment.wants_postgres() else None,
        valkey=ports.free() if environment.wants_valkey() else None,
    )
    prefix = who.dying_with_parent("INT")
    if wanted.postgres is not None:
        port, cluster = wanted.postgres, postgres.initialise(data, who, kept)
        command = [*prefix, *postgres.command(cluster, port, throw_away=True)]
        _launch(data, postgres.NAME, command, servers, lambda: postgres.is_ready(port, kept))
        postgres.provide(port, kept)
    if wanted.valkey is not None:
        valkey_port = wanted.valkey
        command = [*prefix, *valkey.command(valkey.configure(data, who, kept, valkey_port))]
        _launch(data, valkey.NAME, command, servers, lambda: valkey.is_ready(valkey_port, kept))
    return environment.build(data, kept, wanted)


def _launch(
    data: Path,
    name: str,
    command: list[str],
    servers: list[subprocess.Popen[bytes]],
    ready: Callable[[], bool],
) -> None:
    log = data / f"{name}.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/")
    servers.append(server)
    deadline = time.monotonic() + START_LIMIT
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise CannotRun(f"{name} did not start: {log.read_text()[-500:].strip()}")
        time.sleep(0.02)


def _alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
