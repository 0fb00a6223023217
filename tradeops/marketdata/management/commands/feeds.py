"""``manage.py feeds``: keeps the books of every venue in Redis. Start it twice for a standby."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import Any

from django.core.management.base import BaseCommand

from tradeops.marketdata.feeds.process import FeedsProcess


class Command(BaseCommand):
    help = "Keeps the books of every venue in Redis; the second one started stands by."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(_run())


async def _run() -> None:
    work = asyncio.create_task(FeedsProcess().run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work
