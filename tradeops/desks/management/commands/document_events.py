"""Write docs/events.md from what emits and hears events."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from tradeops.desks.documents.events import page


class Command(BaseCommand):
    help = "Write docs/events.md from the source and the registries."

    def handle(self, *args: object, **options: object) -> None:
        target = settings.BASE_DIR / "docs" / "events.md"
        target.write_text(page())
        self.stdout.write(f"wrote {target.relative_to(settings.BASE_DIR)}")
