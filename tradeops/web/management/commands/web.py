"""Pages and REST: granian over WSGI, its workers forked when the product is loaded."""

from __future__ import annotations

import multiprocessing
from argparse import ArgumentParser
from importlib import import_module

from django.conf import settings
from django.core.management.base import BaseCommand
from granian.constants import Interfaces
from granian.server import Server

WORKERS = 2
THREADS = 4  # of each worker
STOP_SECONDS = 5


class Command(BaseCommand):
    help = "Serve pages and REST."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: object, host: str, port: int, **options: object) -> None:
        # The code of every page is loaded once, its memory is shared, and a worker that died is back at once.
        multiprocessing.set_start_method("fork")
        import_module(settings.ROOT_URLCONF)
        module, _, application = settings.WSGI_APPLICATION.rpartition(".")
        Server(
            f"{module}:{application}",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=WORKERS,
            blocking_threads=THREADS,
            workers_kill_timeout=STOP_SECONDS,
            respawn_failed_workers=True,  # without taking the other one down
        ).serve()
