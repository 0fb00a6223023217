"""What an approval would change, in words: the exact payload, with names for ids and the present value beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from risk.selectors import trading_state
from risk.types import TradingStateView
from settlement.selectors import obligations
from tradeops.access.types import ApprovalSpec
from tradeops.desks.scopes import scope_words
from tradeops.kernel.actor import Actor
from tradeops.reference.selectors import asset, counterparty
from tradeops.web import formatting


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the diff; ``before`` is empty where nothing is replaced."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Described:
    """``title`` says in a line what would be done, ``facts`` what one has to know to agree to it."""

    title: str
    changes: tuple[Change, ...]
    facts: tuple[tuple[str, str], ...] = ()


def describe(actor: Actor, spec: ApprovalSpec) -> Described:
    """A command that nobody wrote words for is shown with its bare payload, never hidden."""
    write = _WORDS.get(spec.command)
    return write(actor, spec.payload) if write else Described(spec.command, ())


def payload_lines(spec: ApprovalSpec) -> tuple[tuple[str, str], ...]:
    """The payload as it would be carried out, value by value."""
    return tuple((name, _text(value)) for name, value in spec.payload.items())


def _deposit(actor: Actor, payload: dict[str, Any]) -> Described:
    client = counterparty(UUID(payload["counterparty_id"]))
    amount = _amount(payload["asset"], payload["amount"])
    return Described(
        f"Credit {amount} to {client.name}",
        (Change("Client available", "", f"+{amount}"), Change("Evidence", "", payload["evidence"])),
    )


def _settle(actor: Actor, payload: dict[str, Any]) -> Described:
    leg = obligations(actor).filter(pk=UUID(payload["obligation_id"])).first()
    if leg is None:
        return Described("Settle an obligation", ())
    verb = "Receive" if leg.direction == "RECEIVE" else "Deliver"
    word = "from" if leg.direction == "RECEIVE" else "to"
    return Described(
        f"{verb} {_amount(leg.asset_id, leg.amount)} {word} {leg.counterparty.name}",
        (
            Change("Obligation", leg.state.capitalize(), "Settled"),
            Change("Value date", "", f"{leg.value_date:%d %b %Y}"),
            Change("Evidence", "", payload["evidence"]),
        ),
    )


def _limit(actor: Actor, payload: dict[str, Any]) -> Described:
    kind = payload["kind"].replace("_", " ").lower()
    named = payload["counterparty_id"]
    whose = counterparty(UUID(named)).name if named else "the desk"
    before = formatting.MISSING if payload["was"] is None else _grouped(payload["was"])
    change = Change(f"{kind.capitalize()} limit, USD", before, _grouped(payload["amount"]))
    return Described(f"Raise the {kind} limit of {whose}", (change,))


def _rearm(actor: Actor, payload: dict[str, Any]) -> Described:
    view = trading_state(actor, payload["scope"])
    state = view.state.value.capitalize() if view else formatting.MISSING
    return Described(
        f"Open trading again: {scope_words(payload['scope'])}",
        (Change("Trading state", state, "Active"),),
        _stop(view, payload["version"]) if view else (),
    )


def _stop(view: TradingStateView, asked: int) -> tuple[tuple[str, str], ...]:
    """Who stopped it, when and why; of another stop than the one that was asked about, only that it is another."""
    if view.version != asked:
        return (("Changed since", "It was stopped or opened after this was asked, so this opens nothing"),)
    verb = view.state.value.capitalize()
    return (
        (f"{verb} by", f"{view.changed_by}, {formatting.utc_full(view.changed_at)}"),
        (f"{verb} because", view.reason),
    )


def _amount(code: str, amount: str | Decimal) -> str:
    return f"{formatting.amount(Decimal(amount), asset(code))} {code}"


def _grouped(amount: str) -> str:
    return formatting.quantity(Decimal(amount), 0)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_WORDS: dict[str, Callable[[Actor, dict[str, Any]], Described]] = {
    "settlement.record_deposit": _deposit,
    "settlement.settle": _settle,
    "risk.loosen_limit": _limit,
    "risk.rearm": _rearm,
}
