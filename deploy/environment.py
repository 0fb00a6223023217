"""The environment that every process of the product reads. What the caller has set is left alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy import postgres, valkey
from deploy.failure import CannotRun
from deploy.folder import PROJECT
from deploy.ports import HOST
from deploy.secrets import Secrets


@dataclass(frozen=True)
class Ports:
    """Where things listen. No number for a server means that the caller named one of their own."""

    postgres: int | None
    valkey: int | None
    web: int = 8000
    live: int = 8001
    venues: int = 8010


def wants_postgres() -> bool:
    """Whether the embedded PostgreSQL is needed."""
    return not os.environ.get("DATABASE_URL")


def wants_valkey() -> bool:
    """Whether the embedded Valkey is needed."""
    return not os.environ.get("REDIS_URL")


def build(data: Path, secrets: Secrets, ports: Ports) -> dict[str, str]:
    """All variables of the product, the owner's database address included."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "tradeops.settings",
        "PYTHONUNBUFFERED": "1",
        "CELERY_SKIP_CHECKS": "1",  # the tests run Django's checks: a worker would import every page for them
        "SECRET_KEY": secrets.django,
        "API_KEY_PEPPER": secrets.api_key_pepper,
        "VENUE_API_SECRET": secrets.venue_api,
        "PUBLIC_ORIGIN": f"http://{HOST}:{ports.web}",
        "LIVE_ORIGIN": f"ws://{HOST}:{ports.live}",
        "VENUES_URL": f"http://{HOST}:{ports.venues}",
    }
    if ports.postgres is None:
        ours["DATABASE_URL"] = ours["DATABASE_OWNER_URL"] = os.environ["DATABASE_URL"]
    else:
        ours["DATABASE_URL"] = postgres.url(postgres.APPLICATION, secrets.postgres_application, ports.postgres)
        ours["DATABASE_OWNER_URL"] = postgres.url(postgres.OWNER, secrets.postgres_owner, ports.postgres)
    ours["REDIS_URL"] = os.environ["REDIS_URL"] if ports.valkey is None else valkey.url(secrets, ports.valkey)
    chosen = {name: os.environ[name] for name in ours if os.environ.get(name)}
    if ports.postgres is not None:
        chosen.pop("DATABASE_OWNER_URL", None)  # an owner without a database of its own means nothing
    return ours | chosen | {"DATA_DIR": str(data)} | _books()


def without_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """What the running product gets: it never holds the key to the schema."""
    return {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}


def as_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """What a migration gets: its default connection is the owner's."""
    return {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}


def _books() -> dict[str, str]:
    """BOOKS names a file or folder with recorded order books; relative to the project."""
    given = os.environ.get("BOOKS")
    if not given:
        return {}
    path = (PROJECT / Path(given).expanduser()).resolve()
    # os.access asks where Path.exists would raise: below a folder that may not be entered, or for a name too long.
    if not os.access(path, os.F_OK):
        raise CannotRun(f"BOOKS={given} is not there: name a file or folder with recorded order books")
    return {"BOOKS": str(path)}
