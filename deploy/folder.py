"""The data folder: who may use it, and how it is made."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from deploy.failure import CannotRun

PROJECT = Path(__file__).resolve().parent.parent


def data_folder(default: str = ".data") -> Path:
    """DATA_DIR, or a folder in the project."""
    return Path(os.environ.get("DATA_DIR") or PROJECT / default).resolve()


def prepare(folder: Path) -> Path:
    """Make the data folder. Others may pass through it, because the servers may run as another user."""
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"{folder} cannot be made ({error.strerror}): choose another with DATA_DIR=path") from error
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise CannotRun(f"{folder} belongs to user {owner}: run as that user, or remove it, or set DATA_DIR=path")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise CannotRun(f"{folder} cannot be read and written: chmod u+rwx {folder}")
    return folder


def own(folder: Path, uid: int) -> Path:
    """A closed folder (0700) inside the data folder that belongs to the servers' user."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.stat().st_uid
    if owner == uid:
        return folder
    if os.geteuid() != 0:
        raise CannotRun(f"{folder} belongs to user {owner}: run as that user, or remove it with: make reset")
    subprocess.run(["chown", "-R", f"{uid}:{uid}", folder], check=True)
    return folder


def private_file(path: Path, text: str, uid: int | None = None) -> Path:
    """Write a file that its owner alone may read; it is never there half-written or with a wider mode."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    if uid is not None and uid != os.geteuid():
        os.chown(draft, uid, uid)
    return draft.replace(path)
