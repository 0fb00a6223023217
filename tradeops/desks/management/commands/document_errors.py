"""Write docs/errors.md from what raises errors."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from tradeops.desks.documents.errors import page


class Command(BaseCommand):
    help = "Write docs/errors.md from the source."

    def handle(self, *args: object, **options: object) -> None:
        target = settings.BASE_DIR / "docs" / "errors.md"
        target.write_text(page())
        self.stdout.write(f"wrote {target.relative_to(settings.BASE_DIR)}")
