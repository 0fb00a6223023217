"""The chart of accounts: which codes exist, whose they may be, and which may not go below zero.

The trading position (4000) is the only place where the two assets of a deal meet: its quantity in each asset
is the desk's position. Accounts of one client carry a floor of zero; the desk's own carry none, so that many
deals can post to them at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradeops.kernel.errors import Invalid
from tradeops.ledger import codes
from tradeops.ledger.types import Account, Mode, Side


@dataclass(frozen=True, slots=True)
class AccountType:
    """``owners`` are the kinds of owner the account may name; the empty one is the desk as a whole."""

    code: str
    title: str
    normal: Side
    owners: tuple[str, ...] = ("",)
    may_go_negative: bool = True

    @property
    def mode(self) -> Mode:
        """A floor needs a row that every posting locks; without one nothing need wait."""
        return Mode.DELTA if self.may_go_negative else Mode.BALANCE


_CLIENT = ("counterparty",)
_TYPES = (
    AccountType(codes.BANK_CASH, "Bank cash", Side.DEBIT, ("", "bank")),
    AccountType(codes.WALLET, "Wallets and custodians", Side.DEBIT, ("", "wallet")),
    AccountType(codes.VENUE_BALANCE, "Venue balances", Side.DEBIT, ("venue",)),
    AccountType("1300", "In transit", Side.DEBIT, ("", "transfer")),
    AccountType("1320", "Unconfirmed deposits", Side.DEBIT, ("", "wallet")),
    AccountType(codes.DUE_FROM, "Due from counterparty", Side.DEBIT, _CLIENT),
    AccountType("1410", "Fails to receive", Side.DEBIT, _CLIENT),
    AccountType("1500", "Collateral posted", Side.DEBIT, ("counterparty", "venue")),
    AccountType("1900", "Reconciliation suspense", Side.DEBIT, ("", "bank", "wallet", "venue")),
    AccountType(codes.CLIENT_AVAILABLE, "Client available", Side.CREDIT, _CLIENT, may_go_negative=False),
    AccountType("2010", "Client withdrawals under way", Side.CREDIT, _CLIENT, may_go_negative=False),
    AccountType("2020", "Client pending deposit", Side.CREDIT, _CLIENT, may_go_negative=False),
    AccountType(codes.DUE_TO, "Due to counterparty", Side.CREDIT, _CLIENT),
    AccountType("2110", "Fails to deliver", Side.CREDIT, _CLIENT),
    AccountType("2200", "Venue credit line drawn", Side.CREDIT, ("venue",)),
    AccountType("2300", "Accrued fees and taxes payable", Side.CREDIT, ("", "venue")),
    AccountType("2900", "Unidentified receipts", Side.CREDIT, ("", "bank", "wallet")),
    AccountType(codes.CAPITAL, "Capital", Side.CREDIT),
    AccountType("3100", "Retained earnings", Side.CREDIT),
    AccountType(codes.POSITION, "Trading position", Side.DEBIT, ("", "book")),
    AccountType(codes.MARKUP, "Markup", Side.CREDIT),
    AccountType("5010", "Trading gain", Side.CREDIT),
    AccountType("5100", "Commission", Side.CREDIT),
    AccountType("5200", "Withdrawal fees", Side.CREDIT),
    AccountType("5300", "Fail penalties received", Side.CREDIT),
    AccountType(codes.VENUE_FEES, "Venue fees", Side.DEBIT, ("", "venue")),
    AccountType("6100", "Network fees", Side.DEBIT, ("", "wallet")),
    AccountType("6200", "Bank charges", Side.DEBIT, ("", "bank")),
    AccountType("6300", "Write-offs", Side.DEBIT),
    AccountType("6400", "Fail penalties paid", Side.DEBIT),
    AccountType("9000", "Memorandum", Side.DEBIT, ("", "counterparty", "wallet")),
)
CHART = {entry.code: entry for entry in _TYPES}


def account_type(account: Account) -> AccountType:
    """The chart's word on ``account``. Raises Invalid ``ACCOUNT_CODE_UNKNOWN`` or ``ACCOUNT_OWNER_INVALID``."""
    found = CHART.get(account.code)
    if found is None:
        raise Invalid("ACCOUNT_CODE_UNKNOWN", f"the chart has no account {account.code}")
    kind, separator, name = account.owner.partition(":")
    if kind not in found.owners or bool(separator) != bool(kind) or bool(name) != bool(kind):
        raise Invalid("ACCOUNT_OWNER_INVALID", f"account {account.code} cannot belong to {account.owner!r}")
    return found
