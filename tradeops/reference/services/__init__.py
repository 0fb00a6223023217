"""The only writers of reference data. Each authorises, checks, writes a version and an event."""

from tradeops.reference.services.counterparties import (
    create_counterparty,
    set_counterparty_status,
    set_counterparty_tier,
)
from tradeops.reference.services.instruments import create_asset, create_instrument, set_instrument_status
from tradeops.reference.services.venues import (
    create_venue,
    create_venue_account,
    list_at_venue,
    set_fee,
    set_venue_address,
    set_venue_status,
)

__all__ = [
    "create_asset",
    "create_counterparty",
    "create_instrument",
    "create_venue",
    "create_venue_account",
    "list_at_venue",
    "set_counterparty_status",
    "set_counterparty_tier",
    "set_fee",
    "set_instrument_status",
    "set_venue_address",
    "set_venue_status",
]
