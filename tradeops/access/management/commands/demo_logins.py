"""Who can sign in to the demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tradeops.access.selectors import demo_users


class Command(BaseCommand):
    help = "Print the people of the demonstration and how they sign in (only where DEMO is set)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            self.stdout.write("DEMO is not set: there are no demo logins.")
            return
        users = demo_users()
        if not users:
            self.stdout.write("There are no demo people: run `manage.py seed_demo`.")
            return
        width = max(len(user.email) for user in users)
        for user in users:
            self.stdout.write(f"{user.email:<{width}}  {settings.DEMO_PASSWORD}  {', '.join(sorted(user.roles))}")
