"""The user that the embedded servers run as: PostgreSQL refuses to run as root."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.failure import CannotRun

NOBODY = 65534
# Root's folders may be closed to everyone else; the servers keep the right to pass through them. Without
# no_setuid_fixup the kernel takes that right away again when initdb changes its user id.
KEEP_PASSING = (
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
)


@dataclass(frozen=True)
class Identity:
    """The servers' user id on disk, and the words in front of a command that make it run as that user."""

    uid: int
    prefix: tuple[str, ...] = ()

    def dying_with_parent(self, signal_name: str) -> tuple[str, ...]:
        """The prefix, with a signal for the moment the starting process is gone, where the system can do it."""
        return (*self.prefix, *dying_with_parent(signal_name))


def dying_with_parent(signal_name: str) -> tuple[str, ...]:
    """Words in front of a command that send it a signal when its parent dies, even by kill -9."""
    return ("setpriv", "--pdeathsig", signal_name) if shutil.which("setpriv") else ()


@functools.cache
def servers(project: Path) -> Identity:
    """Who runs the servers: this user, or for root the owner of the project, else nobody."""
    if os.geteuid() != 0:
        return Identity(os.geteuid())
    uid = project.stat().st_uid or NOBODY
    drop = ("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", *KEEP_PASSING)
    if _works(drop):
        return Identity(uid, drop)
    # A container may forbid changing users and still allow a namespace in which root has another number.
    map_root = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    if _works(map_root):
        return Identity(0, map_root)
    raise CannotRun("PostgreSQL refuses to run as root and this machine cannot drop it: run make as another user")


def _works(prefix: tuple[str, ...]) -> bool:
    try:
        return subprocess.run([*prefix, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    except FileNotFoundError:
        return False
