"""Write the table of rules into docs/risk.md."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from risk.documents import with_table


class Command(BaseCommand):
    help = "Write the table of rules into docs/risk.md."

    def handle(self, *args: object, **options: object) -> None:
        target = settings.BASE_DIR / "docs" / "risk.md"
        target.write_text(with_table(target.read_text()))
        self.stdout.write(f"wrote {target.relative_to(settings.BASE_DIR)}")
