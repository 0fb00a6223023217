"""Tables of reference data, one aggregate a file."""

from tradeops.reference.models.asset import Asset, AssetKind
from tradeops.reference.models.counterparty import Counterparty
from tradeops.reference.models.instrument import Instrument
from tradeops.reference.models.venue import FeeSchedule, Venue, VenueAccount, VenueInstrument

__all__ = [
    "Asset",
    "AssetKind",
    "Counterparty",
    "FeeSchedule",
    "Instrument",
    "Venue",
    "VenueAccount",
    "VenueInstrument",
]
