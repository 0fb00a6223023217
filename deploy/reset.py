"""Forget the data: ``make reset``. A database or broker that the caller named with an address is not touched."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

from deploy import folder, orphans
from deploy.failure import CannotRun

# What this package and the product write; a folder that DATA_DIR names may hold other things as well.
FOLDERS = ("postgresql", "postgresql.new", "valkey", "venues", "demo-keys", "log", "static", "test")
FILES = ("secrets.json", "environment.json", "supervisord.conf", "supervisord.pid", "supervisor.sock", "run.lock")


def main() -> None:
    """Remove the data folder's contents, unless something still uses them."""
    data = folder.data_folder()
    if not data.exists():
        return
    _refuse_when_used(data / "run.lock", "the product runs: stop it first")
    _refuse_when_used(data / "test" / "keeper.lock", "tests run: wait for them")
    orphans.stop(data)
    for name in FOLDERS:
        if (data / name).exists():
            shutil.rmtree(data / name)
    for name in FILES:
        (data / name).unlink(missing_ok=True)
    if not any(data.iterdir()):
        data.rmdir()
    print(f"Forgot everything in {data}")


def _refuse_when_used(lock: Path, reason: str) -> None:
    if not lock.exists():
        return
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRun(f"Nothing was removed, because {reason}") from error


if __name__ == "__main__":
    main()
