"""Prove that the ledger adds up. A scheduler that only sees the exit status cannot miss a difference."""

from __future__ import annotations

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tradeops.ledger.selectors import count_entries
from tradeops.ledger.verify import verify


class Command(BaseCommand):
    help = "Check entries, balances and holds; exits 1 with the first difference. Safe while others write."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object with every difference")

    def handle(self, *args: object, **options: bool) -> None:
        found = verify()
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not found, "differences": [asdict(one) for one in found]}))
        if found:
            raise CommandError(f"{found[0]} ({len(found)} in all)", returncode=1)
        if not options["json"]:
            self.stdout.write(f"The ledger is sound: {count_entries()} entries.")
