"""TCP ports on the loopback interface."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Collection

from deploy.failure import CannotRun

HOST = "127.0.0.1"
# Below the range from which the system takes ports for outgoing connections, so that a server that is
# restarted finds its own again.
FREE_RANGE = range(15_000, 30_000)


def is_free(port: int) -> bool:
    """Whether a server could listen here. Two of them may share a port without an error, hence the question."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free(*, besides: Collection[int] = ()) -> int:
    """Any port that is free; ``besides`` are given away already.

    By chance, so that two desks that start together do not choose the same one before either listens.
    """
    for port in random.sample(FREE_RANGE, 200):
        if port not in besides and is_free(port):
            return port
    raise CannotRun(f"No free port between {FREE_RANGE.start} and {FREE_RANGE.stop}: stop what uses them")


def chosen(variable: str, default: int, *, besides: Collection[int] = ()) -> int:
    """The port that the variable names, which must be free; 0 means any but ``besides``."""
    text = os.environ.get(variable) or str(default)
    if not text.isascii() or not text.isdecimal() or int(text) > 65_535:
        raise CannotRun(f"{variable}={text} is not a port: give a number from 0 to 65535")
    port = int(text)
    if port == 0:
        return free(besides=besides)
    if not is_free(port):
        raise CannotRun(f"Port {port} is taken: stop what listens there, or choose another with {variable}=number")
    return port
