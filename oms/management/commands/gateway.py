"""``manage.py gateway``: follows the desk's accounts at venues; the second one started stands by."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import Any

from django.core.management.base import BaseCommand

from oms.gateway.process import GatewayProcess


class Command(BaseCommand):
    help = "Follows the desk's accounts at venues; the second one started stands by."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(_run())


async def _run() -> None:
    work = asyncio.create_task(GatewayProcess().run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work
