"""Make the demo desk. Safe to run at every start: what is there stays."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tradeops.desks.demo.funding import seed_venue_balances
from tradeops.desks.demo.market import seed_market, seed_venues
from tradeops.desks.demo.people import seed_clients, seed_house, seed_order_limit, seed_terms
from tradeops.kernel.actor import system

DEMO = system("demo")


class Command(BaseCommand):
    help = "Make the demo desk, its people, clients, limits and venues."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("this is not a demo: set DEMO=1 to make one")
        with transaction.atomic():
            seed_terms(DEMO, seed_market(DEMO))
        codes = seed_venues(DEMO)
        seed_house(DEMO)
        with transaction.atomic():
            if seed_clients(DEMO):
                seed_order_limit(DEMO)
        seed_venue_balances(DEMO)
        self.stdout.write(f"The demo desk trades at {', '.join(codes)}")
