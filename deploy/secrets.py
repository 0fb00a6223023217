"""Passwords and keys of this installation, made once and kept in a file that its owner alone may read."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from deploy import folder
from deploy.failure import CannotRun


@dataclass(frozen=True)
class Secrets:
    """Every secret is 32 random bytes in URL-safe letters."""

    postgres_superuser: str
    postgres_owner: str
    postgres_application: str
    valkey: str
    django: str
    api_key_pepper: str
    venue_api: str


def load(data: Path) -> Secrets:
    """Read the secrets of this data folder, making those that are missing."""
    path = data / "secrets.json"
    known: dict[str, str] = {}
    if path.exists():
        try:
            known = json.loads(path.read_text())
        except (OSError, ValueError) as error:
            raise CannotRun(f"{path} cannot be read ({error}): mend it, or start over with: make reset") from error
    names = [field.name for field in fields(Secrets)]
    complete = Secrets(**{name: known.get(name) or secrets.token_urlsafe(32) for name in names})
    if asdict(complete) != known:
        folder.private_file(path, json.dumps(asdict(complete), indent=1))
    return complete
