"""Prove that positions add up; the exit status tells."""

from __future__ import annotations

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError, CommandParser

from risk.verify import verify_positions


class Command(BaseCommand):
    help = "Check positions against their deals and the ledger; exits 1 with the first difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object with every difference")

    def handle(self, *args: object, **options: bool) -> None:
        found = verify_positions()
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not found, "differences": [asdict(one) for one in found]}))
        if found:
            raise CommandError(f"{found[0]} ({len(found)} in all)", returncode=1)
        if not options["json"]:
            self.stdout.write("Positions are sound.")
