"""Events of reference data. Rows named by a code get a stable id derived from it."""

from __future__ import annotations

from uuid import UUID, uuid5

from tradeops.journal.types import Subject

ASSET_CREATED = "asset.created"
INSTRUMENT_CREATED = "instrument.created"
INSTRUMENT_STATUS_SET = "instrument.status_set"
VENUE_CREATED = "venue.created"
VENUE_STATUS_SET = "venue.status_set"
VENUE_ADDRESS_SET = "venue.address_set"
VENUE_ACCOUNT_CREATED = "venue.account_created"
VENUE_INSTRUMENT_LISTED = "venue.instrument_listed"
VENUE_FEE_SET = "venue.fee_set"
COUNTERPARTY_CREATED = "counterparty.created"
COUNTERPARTY_STATUS_SET = "counterparty.status_set"
COUNTERPARTY_TIER_SET = "counterparty.tier_set"

_CODES = UUID("6f1d7a0e-7a55-5c0c-9c3e-0d6f3b1f4a11")


def subject(kind: str, code: str) -> Subject:
    """The journal subject of a row whose key is a code: ``subject("instrument", "BTC-USD")``."""
    return Subject(kind, uuid5(_CODES, f"{kind}:{code}"))
