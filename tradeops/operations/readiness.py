"""Whether the product can do its work. Apps register what only they can judge."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tradeops.journal.queues import QUEUES
from tradeops.kernel.redis import client
from tradeops.operations.selectors.processes import QUEUE_PREFIX, fresh

PROCESSES = ("relay", "live", "beat", "gateway", "feeds")
PROBE_SECONDS = 1.0


class NotReady(Exception):
    """Why a check does not pass, in words for people."""


@dataclass(frozen=True, slots=True)
class Check:
    """``run`` raises when the check does not pass. The product is ready when all required ones do."""

    name: str
    run: Callable[[], None]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    ok: bool
    required: bool
    detail: str
    milliseconds: float


_checks: dict[str, Check] = {}


def register(name: str, run: Callable[[], None], *, required: bool = True) -> None:
    """Add a check. Raises ValueError on a second one of that name."""
    if name in _checks:
        raise ValueError(f"check {name} is registered twice")
    _checks[name] = Check(name, run, required)


def results() -> list[Result]:
    """Run every check; without a database only those that need none."""
    return [_result(check) for check in _checks.values()]


def is_ready(checked: list[Result]) -> bool:
    """Whether everything required passes."""
    return all(result.ok for result in checked if result.required)


def _result(check: Check) -> Result:
    begun = time.perf_counter()
    try:
        check.run()
        ok, detail = True, ""
    except NotReady as error:
        ok, detail = False, str(error)
    except Exception as error:
        # The kind of failure is enough here: addresses and queries stay in the log of whoever failed.
        ok, detail = False, type(error).__name__
    return Result(check.name, ok, check.required, detail, (time.perf_counter() - begun) * 1000)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


_migrated = False


def _migrations() -> None:
    global _migrated
    if _migrated:
        return
    executor = MigrationExecutor(connection)
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady(f"{len(missing)} migrations are not applied")
    _migrated = True


def _redis() -> None:
    client().ping()


def _venues() -> None:
    address = urlsplit(settings.VENUES_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    with socket.create_connection((address.hostname or "", port), timeout=PROBE_SECONDS):
        pass


def _beating(process: str) -> None:
    if not fresh(process):
        raise NotReady("no sign of life in the last 15 s")


register("database", _database)
register("migrations", _migrations)
register("redis", _redis)
for _queue in QUEUES:
    register(f"{QUEUE_PREFIX}{_queue}", partial(_beating, f"{QUEUE_PREFIX}{_queue}"))
for _process in PROCESSES:
    register(_process, partial(_beating, _process))
register("venues", _venues)
