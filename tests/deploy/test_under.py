"""The throw-away servers, started for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from deploy import folder
from tests.waiting import wait_for

pytestmark = pytest.mark.usefixtures("bare_environment")

ASK = (
    "import json, os, sys; print(json.dumps({n: os.environ[n] for n in "
    "('DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL')}), flush=True); sys.stdin.read()"
)


def under(data: Path, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.under", *command],
        cwd=folder.PROJECT, env={**os.environ, "DATA_DIR": str(data)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_it_starts_shares_and_stops_both_servers(tmp_path: Path) -> None:
    first, second = (under(tmp_path, "python", "-c", ASK) for _ in range(2))
    assert first.stdout is not None
    assert second.stdout is not None
    addresses = json.loads(first.stdout.readline())
    assert json.loads(second.stdout.readline()) == addresses
    first.communicate("", timeout=60)
    _the_application_is_neither_superuser_nor_owner(addresses)
    with redis.Redis.from_url(addresses["REDIS_URL"]) as client:
        assert client.ping()
    second.communicate("", timeout=60)
    assert (first.returncode, second.returncode) == (0, 0)
    wait_for(lambda: not _answers(addresses["DATABASE_URL"]), timeout=60)


def _the_application_is_neither_superuser_nor_owner(addresses: dict[str, str]) -> None:
    with psycopg.connect(addresses["DATABASE_URL"]) as application:
        row = application.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, pg_has_role(current_user, datdba, 'MEMBER'),"
            " has_schema_privilege('public', 'CREATE')"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        ).fetchone()
        assert row == (False, False, False, False, False)
    with psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True) as owner:
        row = owner.execute(
            "SELECT rolsuper, rolcreatedb, has_schema_privilege('public', 'CREATE'),"
            " current_setting('data_checksums'), current_setting('fsync') FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, True, True, "on", "off")
        owner.execute("CREATE DATABASE scratch")
        with psycopg.connect(addresses["DATABASE_URL"].rpartition("/")[0] + "/scratch"):
            owner.execute("DROP DATABASE scratch WITH (FORCE)")


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def test_the_commands_exit_code_is_its_own(tmp_path: Path) -> None:
    assert under(tmp_path, "sh", "-c", "exit 7").wait(60) == 7
