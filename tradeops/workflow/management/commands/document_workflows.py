"""Write docs/workflows.md from the transition tables."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from tradeops.workflow.documents import page


class Command(BaseCommand):
    help = "Write docs/workflows.md from the transition tables."

    def handle(self, *args: object, **options: object) -> None:
        target = settings.BASE_DIR / "docs" / "workflows.md"
        target.parent.mkdir(exist_ok=True)
        target.write_text(page())
        self.stdout.write(f"wrote {target.relative_to(settings.BASE_DIR)}")
