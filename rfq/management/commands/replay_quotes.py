"""Recompute every stored quote from its stored inputs and fail on a difference."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from rfq.services.replay_quotes import replay_quotes


class Command(BaseCommand):
    help = "Recompute every stored quote from its stored inputs; exits with 1 on the first difference."

    def handle(self, *args: object, **options: object) -> None:
        count = 0
        for replayed in replay_quotes():
            if replayed.difference:
                raise CommandError(f"quote {replayed.quote_id} differs: {replayed.difference}")
            count += 1
        self.stdout.write(f"{count} quotes recomputed, no difference")
