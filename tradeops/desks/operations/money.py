"""What clients brought and what they have with the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from risk.selectors import exposures
from risk.types import ExposureView
from settlement.selectors import client_balances, deposits
from tradeops.desks.portal.amounts import plain_amount
from tradeops.kernel.actor import Actor
from tradeops.ledger.types import AccountBalance
from tradeops.reference.selectors import assets, counterparties
from tradeops.reference.types import AssetSpec, CounterpartySpec

SHOWN = 50


@dataclass(frozen=True, slots=True)
class BalanceRow:
    asset: AssetSpec
    balance: AccountBalance


@dataclass(frozen=True, slots=True)
class ClientRows:
    """One client: what it holds with the desk, and its exposure when it trades on credit."""

    client: CounterpartySpec
    balances: tuple[BalanceRow, ...]
    exposure: ExposureView | None


@dataclass(frozen=True, slots=True)
class DepositForm:
    """The form as typed; ``amount`` may be ``1.5m``."""

    clients: tuple[CounterpartySpec, ...]
    assets: tuple[AssetSpec, ...]
    client: str
    asset: str
    amount: str
    evidence: str

    @classmethod
    def of(cls, actor: Actor, typed: Mapping[str, str]) -> DepositForm:
        names = ("client", "asset", "amount", "evidence")
        return cls(tuple(counterparties(actor)), tuple(assets()), *(typed.get(name, "").strip() for name in names))

    @property
    def plain(self) -> str:
        """The amount for the service. Raises Invalid ``AMOUNT_MALFORMED``."""
        return plain_amount(self.amount)


def newest_deposits(actor: Actor) -> list[Any]:
    return list(deposits(actor)[:SHOWN])


def clients(actor: Actor) -> list[ClientRows]:
    """Every client by name, with all it holds."""
    specs = {spec.code: spec for spec in assets()}
    owed = {view.counterparty_id: view for view in exposures(actor) if view.limit > 0}
    held: dict[Any, list[BalanceRow]] = {}
    for client, balance in client_balances(actor):
        held.setdefault(client, []).append(BalanceRow(specs[balance.account.asset], balance))
    found = sorted(counterparties(actor), key=lambda spec: spec.name)
    return [ClientRows(spec, tuple(held.get(spec.id, ())), owed.get(spec.id)) for spec in found]
