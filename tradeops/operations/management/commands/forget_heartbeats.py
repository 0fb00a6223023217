"""Forget the signs of life of an earlier run, before the processes of this host start."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from tradeops.operations.services import forget_heartbeats


class Command(BaseCommand):
    help = "Forget the signs of life of this host's processes: for the moment before they start."

    def handle(self, *args: object, **options: object) -> None:
        forget_heartbeats()
