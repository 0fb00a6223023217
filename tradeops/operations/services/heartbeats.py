"""Signs of life."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping

from django.db import connection

_BEAT = """
INSERT INTO operations_heartbeat (process, host, pid, started_at, beat_at, detail)
VALUES (%s, %s, %s, clock_timestamp(), clock_timestamp(), %s)
ON CONFLICT (process, host, pid) DO UPDATE SET beat_at = excluded.beat_at, detail = excluded.detail
"""
_FORGET = "DELETE FROM operations_heartbeat WHERE host = %s"
_PRUNE = "DELETE FROM operations_heartbeat WHERE beat_at < clock_timestamp() - make_interval(mins => 10)"


def beat(process: str, detail: Mapping[str, object] | None = None) -> None:
    """Say that this process, under this name, is alive and at work. ``detail`` is JSON."""
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, [process, socket.gethostname()[:100], os.getpid(), json.dumps(dict(detail or {}))])


def forget_heartbeats() -> int:
    """Forget every process of this host, when all of them are about to start: nobody must be taken for alive."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [socket.gethostname()[:100]])
        return cursor.rowcount


def prune_heartbeats() -> int:
    """Forget processes that have been silent for ten minutes; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PRUNE)
        return cursor.rowcount
