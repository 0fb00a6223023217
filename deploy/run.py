"""Run the whole product on this machine until Ctrl-C: ``make run``."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType

from deploy import (
    beside,
    checks,
    environment,
    folder,
    identity,
    orphans,
    ports,
    postgres,
    prepared,
    processes,
    secrets,
    supervision,
    valkey,
)
from deploy.failure import CannotRun
from deploy.secrets import Secrets

START_LIMIT = 60.0  # seconds for a server
READY_LIMIT = 120.0  # seconds for the whole product
STOP_LIMIT = 14.0


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, a closed terminal, or kill."""


def main() -> None:
    """Keep the product running until it is told to stop."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
                signal.signal(number, _stop)
        data = folder.prepare(folder.data_folder())
        with _only_one(data):
            _run(data, time.monotonic())
    except Stopped as stopped:
        print(f"Stopped by {stopped}", flush=True)


def _run(data: Path, started: float) -> None:
    if count := orphans.stop(data):
        print(f"Ended {count} processes that an earlier run left behind", flush=True)
    checks.variables()
    kept, chosen = secrets.load(data), _ports()
    variables = {"DEMO": "1"} | environment.build(data, kept, chosen)
    checks.books(variables)
    configuration = supervision.configuration(data, servers(data, kept, chosen), processes.application(chosen))
    running = environment.without_owner(variables)
    with _supervisor(data, configuration, running) as supervisor, beside.published(data, running):
        _bring_up(data, kept, chosen, variables, supervisor)
        _announce(data, variables, time.monotonic() - started)
        supervisor.wait()
        raise CannotRun(f"The supervisor has ended by itself: see {data / 'log'}")


def _bring_up(
    data: Path, kept: Secrets, chosen: environment.Ports, variables: dict[str, str], supervisor: subprocess.Popen[bytes]
) -> None:
    await_ = _waiter(supervisor, data)
    await_(lambda: supervision.answers(data), "the supervisor", START_LIMIT)
    if chosen.postgres is not None:
        port = chosen.postgres
        await_(lambda: postgres.is_ready(port, kept), postgres.NAME, START_LIMIT)
        postgres.provide(port, kept)
    if chosen.valkey is not None:
        valkey_port = chosen.valkey
        await_(lambda: valkey.is_ready(valkey_port, kept), valkey.NAME, START_LIMIT)
    mark = prepared.mark(variables)
    if chosen.postgres is None or not prepared.is_marked(chosen.postgres, kept, mark):
        # They need no database: they start while it is migrated.
        supervision.control(data).startProcess(f"{supervision.DESK}:venues", False)
        _manage(environment.as_owner(variables), "migrate", "grant_privileges")
        await_(lambda: _venues_serve(data, chosen.venues), "the simulated venues", START_LIMIT)
        _manage(environment.without_owner(variables), "forget_heartbeats", "seed_demo")
        if chosen.postgres is not None:
            prepared.set_mark(chosen.postgres, kept, mark)
    supervision.start_desk(data, standbys=False)
    url = f"http://{ports.HOST}:{chosen.web}/readyz"
    await_(lambda: _answers(url), f"the product ({url})", READY_LIMIT)
    supervision.start_desk(data, standbys=True)  # what can take over is not waited for


def _venues_serve(data: Path, port: int) -> bool:
    """Whether the simulated venues answer. Raises CannotRun with their own words when they could not start."""
    if not ports.is_free(port):
        return True
    if supervision.failed_to_start(data, "venues"):
        last = (data / "log" / "venues.log").read_text().strip().splitlines()[-1:]
        raise CannotRun(f"The simulated venues did not start: {''.join(last) or 'see their log'}")
    return False


def _ports() -> environment.Ports:
    web = ports.chosen("WEB_PORT", 8000)
    live = ports.chosen("LIVE_PORT", 8001, besides=[web])
    chosen = environment.Ports(
        postgres=ports.free() if environment.wants_postgres() else None,
        valkey=ports.free() if environment.wants_valkey() else None,
        web=web,
        live=live,
        venues=ports.chosen("VENUES_PORT", 8010, besides=[web, live]),
    )
    if len({chosen.web, chosen.live, chosen.venues}) < 3:
        raise CannotRun("WEB_PORT, LIVE_PORT and VENUES_PORT must differ")
    return chosen


def servers(data: Path, kept: Secrets, chosen: environment.Ports) -> Iterator[supervision.Server]:
    who = identity.servers(folder.PROJECT)
    prefix = who.dying_with_parent("INT")
    if chosen.postgres is not None:
        cluster = postgres.initialise(data, who, kept)
        command = postgres.command(cluster, chosen.postgres, throw_away=False)
        yield supervision.Server(postgres.NAME, (*prefix, *command), priority=10)
    if chosen.valkey is not None:
        command = valkey.command(valkey.configure(data, who, kept, chosen.valkey))
        yield supervision.Server(valkey.NAME, (*prefix, *command), priority=20)


@contextlib.contextmanager
def _only_one(data: Path) -> Iterator[None]:
    with (data / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise CannotRun(f"It already runs from {data}: stop process {lock.read().strip()} first") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextlib.contextmanager
def _supervisor(data: Path, text: str, variables: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    supervisor = supervision.start(data, text, variables)
    try:
        yield supervisor
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if supervisor.poll() is None:
            print("Stopping ...", flush=True)
            supervisor.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                supervisor.wait(STOP_LIMIT)
        orphans.stop(data)


def _waiter(supervisor: subprocess.Popen[bytes], data: Path) -> Callable[[Callable[[], bool], str, float], None]:
    def wait(ready: Callable[[], bool], what: str, limit: float) -> None:
        deadline = time.monotonic() + limit
        while not ready():
            if supervisor.poll() is not None or time.monotonic() > deadline:
                raise CannotRun(f"Waited in vain for {what}: {supervision.complaint(data)}; logs are in {data / 'log'}")
            time.sleep(0.1)

    return wait


def _manage(variables: Mapping[str, str], *commands: str) -> None:
    words = [sys.executable, "-m", "deploy.commands", *commands]
    # A session of its own: Ctrl-C is answered here, in one line.
    done = subprocess.run(
        words, cwd=folder.PROJECT, env={**os.environ, **variables}, start_new_session=True, check=False
    )
    if done.returncode:
        raise CannotRun(f"manage.py {' and '.join(commands)} failed: see above")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _announce(data: Path, variables: Mapping[str, str], seconds: float) -> None:
    print(f"\nReady after {seconds:.1f} s: {variables['PUBLIC_ORIGIN']}\n", flush=True)
    _manage(environment.without_owner(variables), "demo_logins")
    print(f"\nCtrl-C stops everything; make status lists the processes; logs are in {data / 'log'}", flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(signal.Signals(number).name)


if __name__ == "__main__":
    main()
