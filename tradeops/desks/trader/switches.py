"""The trading state by scope: what can be stopped, what is stopped, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass

from risk.selectors import trading_states
from risk.types import TradingMode, TradingStateView
from tradeops.desks.scopes import scope_words
from tradeops.kernel.actor import Actor
from tradeops.reference.selectors import counterparties, instruments, venues


@dataclass(frozen=True, slots=True)
class Switch:
    """One scope. ``view`` is None for a scope that was never stopped."""

    scope: str
    kind: str
    name: str
    view: TradingStateView | None

    @property
    def words(self) -> str:
        return self.name if self.kind == "Client" else scope_words(self.scope)

    @property
    def state(self) -> str:
        return self.view.state.value if self.view else TradingMode.ACTIVE.value

    @property
    def stopped(self) -> bool:
        return self.state != TradingMode.ACTIVE


def switches(actor: Actor) -> list[Switch]:
    """Every scope, what is stopped first."""
    states = {view.scope: view for view in trading_states(actor)}
    named = [("firm", "Firm", "All desks"), ("desk", "Desk", "OTC spot")]
    named += [(f"instrument:{spec.symbol}", "Instrument", spec.symbol) for spec in instruments()]
    named += [(f"venue:{venue.code}", "Venue", venue.name) for venue in venues()]
    named += [(f"counterparty:{client.id}", "Client", client.name) for client in counterparties(actor)]
    rows = [Switch(scope, kind, name, states.get(scope)) for scope, kind, name in named]
    return sorted(rows, key=lambda row: not row.stopped)


def one(actor: Actor, scope: str) -> Switch | None:
    """The switch of ``scope``; None when there is no such thing to stop."""
    return next((row for row in switches(actor) if row.scope == scope), None)
