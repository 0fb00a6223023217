"""Accounts with their balances, entries with their lines, holds with their resolutions."""

from tradeops.ledger.models.account import Balance, LedgerAccount
from tradeops.ledger.models.entry import JournalEntry, Line
from tradeops.ledger.models.hold import Hold, HoldResolution

__all__ = ["Balance", "Hold", "HoldResolution", "JournalEntry", "LedgerAccount", "Line"]
