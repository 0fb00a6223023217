"""Commands beside a running desk: ``manage.py verify_ledger`` in a second window finds what the desk runs with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy import folder

NAME = "environment.json"


@contextmanager
def published(data: Path, variables: Mapping[str, str]) -> Iterator[None]:
    """Keep the desk's variables in its data folder, for its owner's eyes, for as long as the block runs."""
    path = folder.private_file(data / NAME, json.dumps(dict(variables)))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def adopt() -> None:
    """Take the variables of the desk that runs from DATA_DIR, unless the caller has brought a database."""
    path = folder.data_folder() / NAME
    if os.environ.get("DATABASE_URL") or not path.is_file():
        return
    for name, value in json.loads(path.read_text()).items():
        os.environ.setdefault(name, value)
