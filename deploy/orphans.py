"""Ending what an earlier run left, when its supervisor was killed before it could."""

from __future__ import annotations

import signal
from pathlib import Path

from deploy import marked, postgres
from deploy.failure import CannotRun

PATIENCE = 8.0


def stop(data: Path) -> int:
    """End everything of this data folder that still runs; how many processes there were."""
    mine = {marked.MARK: str(data)}
    found = list(marked.processes(**mine))
    if not found:
        return 0
    supervisors = [pid for pid in found if _is_supervisor(pid)]
    marked.end(supervisors, signal.SIGTERM, 2 * PATIENCE)  # first, or it restarts the others
    marked.end(supervisors, signal.SIGKILL, PATIENCE)
    servers = list(marked.processes(**mine, SUPERVISOR_PROCESS_NAME=postgres.NAME))
    others = [pid for pid in marked.processes(**mine) if pid not in servers]
    marked.end(others, signal.SIGTERM, PATIENCE)
    marked.end(servers, signal.SIGINT, PATIENCE)  # with SIGTERM it would wait for its clients
    if left := marked.kill_all(PATIENCE, **mine):
        raise CannotRun(f"Processes of an earlier run do not end: kill -9 {' '.join(map(str, left))}")
    return len(found)


def _is_supervisor(pid: int) -> bool:
    try:
        return b"SUPERVISOR_PROCESS_NAME=" not in Path("/proc", str(pid), "environ").read_bytes()
    except OSError:
        return False
