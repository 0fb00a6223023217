"""Whether the desk in the database is what this code and these choices would make of it.

Then a start has nothing to prepare: no migration, no privilege, no demo. The mark lies with the data, as the comment
on its database, so that it goes where they go.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy import postgres
from deploy.folder import PROJECT
from deploy.secrets import Secrets

# Where the servers listen decides nothing that is kept; who may use the demo, and what its venues charge, does.
PASSING = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
CHOSEN = ("DEMO_PASSWORD", "VENUE_FEES")


def mark(variables: Mapping[str, str]) -> str:
    """What a desk made now would be marked with: all code, all choices, and the order books given."""
    digest = hashlib.sha256()
    chosen = {name: os.environ.get(name, "") for name in CHOSEN}
    for name, value in sorted({**variables, **chosen}.items()):
        if name not in PASSING:
            digest.update(f"{name}={value}\0".encode())
    for path in sorted(_code()):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode() + path.read_bytes())
    for path in sorted(_books(variables.get("BOOKS"))):
        facts = path.stat()
        digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def is_marked(port: int, secrets: Secrets, wanted: str) -> bool:
    """Whether the embedded database holds a desk with this mark."""
    return postgres.comment(port, secrets) == wanted


def set_mark(port: int, secrets: Secrets, mark: str) -> None:
    """Write down that everything was prepared."""
    postgres.set_comment(port, secrets, mark)


def _code() -> Iterator[Path]:
    yield PROJECT / "requirements.txt"
    for package in PROJECT.iterdir():
        if (package / "__init__.py").exists() and package.name != "tests":
            yield from package.rglob("*.py")


def _books(given: str | None) -> Iterator[Path]:
    if given:
        path = Path(given)
        yield path
        yield from path.rglob("*")
