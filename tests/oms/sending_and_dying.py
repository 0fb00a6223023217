"""Send one child order in a process of its own that dies on the way: ``... <delivery id> before|after``."""

from __future__ import annotations

import os
import signal
import sys

import django

django.setup()

from oms.sending import Plan, SendChild  # noqa: E402
from tradeops.connectivity.types import CommandResult  # noqa: E402
from tradeops.journal.delivering import deliver  # noqa: E402

send = SendChild.execute


def die(self: SendChild, plan: Plan) -> CommandResult:
    """Killed after the claim was committed, and before or after the venue has the order."""
    if sys.argv[2] == "after":
        send(self, plan)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


SendChild.execute = die  # type: ignore[method-assign]
deliver(int(sys.argv[1]))
