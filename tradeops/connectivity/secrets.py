"""The secrets of venue accounts: in the settings, never in the database, an event or a log."""

from __future__ import annotations

from django.conf import settings

from tradeops.kernel.errors import Unavailable
from tradeops.reference.types import VenueAccountSpec


def secret_of(account: VenueAccountSpec) -> str:
    """``VENUE_API_SECRETS[api key]``, else ``VENUE_API_SECRET``. Raises Unavailable ``VENUE_SECRET_MISSING``."""
    secrets: dict[str, str] = getattr(settings, "VENUE_API_SECRETS", {})
    secret = secrets.get(account.api_key) or getattr(settings, "VENUE_API_SECRET", "")
    if not secret:
        raise Unavailable("VENUE_SECRET_MISSING", f"no secret is set for {account.venue.code}/{account.name}")
    return secret
