"""What the client has: balances with their held part, or the limit it trades on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from risk.selectors import exposures
from risk.types import ExposureView
from settlement.selectors import client_balances
from tradeops.kernel.actor import Actor
from tradeops.reference.selectors import assets
from tradeops.reference.types import AssetSpec
from tradeops.web.drawings.bars import share


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """``held`` backs live quotes; ``percent`` is its part of the total."""

    asset: AssetSpec
    available: Decimal
    held: Decimal
    total: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Account:
    """``exposure`` is None for a client that trades on what it deposited."""

    balances: tuple[BalanceRow, ...]
    exposure: ExposureView | None

    @property
    def used_percent(self) -> Decimal:
        if self.exposure is None:
            return Decimal(0)
        return share(self.exposure.used + self.exposure.reserved, self.exposure.limit)


def account(actor: Actor) -> Account:
    """The actor's firm's balances and, for a credit client, its exposure."""
    specs = {spec.code: spec for spec in assets()}
    rows = [
        BalanceRow(
            specs[balance.account.asset],
            balance.available,
            balance.held,
            balance.posted,
            share(balance.held, balance.posted),
        )
        for _, balance in client_balances(actor)
    ]
    found = exposures(actor)
    rows.sort(key=lambda row: (not row.asset.is_fiat, row.asset.code))
    return Account(tuple(rows), found[0] if found and found[0].limit > 0 else None)
