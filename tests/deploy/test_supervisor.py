"""supervisord with the embedded servers and a small process, for real."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from deploy import environment, folder, identity, orphans, ports, postgres, prepared, run, secrets, supervision, valkey
from deploy.processes import Process
from tests.waiting import wait_for

pytestmark = pytest.mark.usefixtures("bare_environment")


@pytest.fixture
def chosen() -> environment.Ports:
    return environment.Ports(postgres=ports.free(), valkey=ports.free())


@pytest.fixture
def data(tmp_path: Path, chosen: environment.Ports) -> Iterator[Path]:
    """A data folder with a running supervisor."""
    kept = secrets.load(tmp_path)
    text = supervision.configuration(
        tmp_path, run.servers(tmp_path, kept, chosen), [Process("pause", ("sleep", "1000"), count=2)]
    )
    supervisor = supervision.start(tmp_path, text, environment.build(tmp_path, kept, chosen))
    try:
        wait_for(lambda: supervision.answers(tmp_path), timeout=60)
        wait_for(lambda: postgres.is_ready(chosen.postgres or 0, kept), timeout=60)
        wait_for(lambda: valkey.is_ready(chosen.valkey or 0, kept), timeout=60)
        yield tmp_path
    finally:
        supervisor.terminate()
        supervisor.wait(60)
        assert orphans.stop(tmp_path) == 0


def _pid(data: Path, name: str) -> int:
    return next(int(row["pid"]) for row in supervision.listing(data) if row["name"] == name)


def _kill(data: Path, name: str) -> None:
    old = _pid(data, name)
    os.kill(old, signal.SIGKILL)
    wait_for(lambda: _pid(data, name) not in {0, old}, timeout=60)


def test_what_is_killed_comes_back(data: Path, chosen: environment.Ports) -> None:
    kept = secrets.load(data)
    assert _pid(data, "pause-1") == 0
    supervision.start_desk(data, standbys=False)
    assert _pid(data, "pause-2") == 0
    supervision.start_desk(data, standbys=True)
    wait_for(lambda: _pid(data, "pause-1") and _pid(data, "pause-2"), timeout=60)
    _kill(data, "pause-2")

    postgres.provide(chosen.postgres or 0, kept)
    postgres.provide(chosen.postgres or 0, kept)
    address = postgres.url(postgres.OWNER, kept.postgres_owner, chosen.postgres or 0)
    with psycopg.connect(address) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS n")
    assert not prepared.is_marked(chosen.postgres or 0, kept, "as now")
    prepared.set_mark(chosen.postgres or 0, kept, "as now")
    _kill(data, postgres.NAME)
    wait_for(lambda: postgres.is_ready(chosen.postgres or 0, kept), timeout=60)
    with psycopg.connect(address) as owner:
        assert owner.execute("SELECT n FROM kept").fetchone() == (1,)
    assert prepared.is_marked(chosen.postgres or 0, kept, "as now")


def test_a_killed_valkey_starts_empty_and_its_password_is_on_no_process_list(
    data: Path, chosen: environment.Ports
) -> None:
    kept = secrets.load(data)
    with redis.Redis.from_url(valkey.url(kept, chosen.valkey or 0)) as client:
        client.set("book", "1")
    _kill(data, valkey.NAME)
    wait_for(lambda: valkey.is_ready(chosen.valkey or 0, kept), timeout=60)
    with redis.Redis.from_url(valkey.url(kept, chosen.valkey or 0)) as client:
        assert client.get("book") is None
    for name in (valkey.NAME, postgres.NAME):
        words = Path("/proc", str(_pid(data, name)), "cmdline").read_text()
        assert not any(secret in words for secret in vars(kept).values())


def test_the_servers_are_not_root(data: Path) -> None:
    who = identity.servers(folder.PROJECT)
    assert who.prefix or os.geteuid() != 0
    status = Path("/proc", str(_pid(data, postgres.NAME)), "status").read_text()
    uid = next(int(line.split()[2]) for line in status.splitlines() if line.startswith("Uid:"))
    assert uid == who.uid
