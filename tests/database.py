"""Databases for tests: migrated once by the owner, cloned for every worker and for tests that commit.

The append-only guards stay on, so a test that commits cannot be cleaned up with TRUNCATE: it gets a clone of
its own, dropped afterwards. Everything connects as the application role.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
OWNER_URL = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
TEMPLATE_LOCK = 727_001


def template_name() -> str:
    """A name that changes with anything that decides the schema."""
    digest = hashlib.sha256()
    sources = sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("tradeops/*/migrations/*.py")])
    sources += [
        ROOT / "tradeops/operations/management/commands/grant_privileges.py",
        ROOT / "tradeops/kernel/guards.py",
        ROOT / "requirements.txt",
    ]
    for source in sources:
        if ".venv" not in source.parts:
            digest.update(source.read_bytes())
    return f"test_template_{digest.hexdigest()[:12]}"


def ensure_template() -> str:
    """The migrated template, made on first use; several test workers may ask at once."""
    name = template_name()
    with _owner() as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        if owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        building = f"{name}_building"
        _drop(owner, building)
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
        environment = os.environ | {
            "DATABASE_URL": with_name(OWNER_URL, building),
            "TRADEOPS_PROCESS": "shell",
        }
        for command in (["migrate", "--verbosity", "0"], ["grant_privileges"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name)))
    return name


@contextmanager
def clone(name: str) -> Iterator[str]:
    """A fresh copy of the template for as long as the block runs."""
    template = ensure_template()
    with _owner() as owner:
        _drop(owner, name)
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield name
    finally:
        with _owner() as owner:
            _drop(owner, name)


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def _owner() -> Iterator[psycopg.Connection]:
    with psycopg.connect(with_name(OWNER_URL, "postgres"), autocommit=True) as connection:
        yield connection


def _drop(owner: psycopg.Connection, name: str) -> None:
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
