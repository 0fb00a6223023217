"""Real processes of the product, for tests that end them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from tests.database import with_name

ROOT = Path(__file__).resolve().parent.parent


def environment(database: str, *, redis: int = 0, **more: str) -> dict[str, str]:
    """The environment of a process on this database and on database ``redis`` of the test's Valkey."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tradeops.settings",
        "DATABASE_URL": with_name(os.environ["DATABASE_URL"], database),
        "REDIS_URL": redis_url(redis),
        **more,
    }


def redis_url(number: int) -> str:
    """Another database of the same Valkey: bells rung there are not heard here."""
    return urlunsplit(urlsplit(settings.REDIS_URL)._replace(path=f"/{number}"))


@contextmanager
def program(*arguments: str, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Python with these arguments, for as long as the block runs."""
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=dict(env), start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(30)
