"""Reading obligations, deposits and balances. What belongs to a firm is scoped to the actor here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from settlement.models import Deposit, Obligation
from tradeops.access.policies import authorise
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import NotFound
from tradeops.ledger.codes import CLIENT_AVAILABLE
from tradeops.ledger.selectors import balances
from tradeops.ledger.types import AccountBalance
from tradeops.reference.selectors import counterparties


def obligations(actor: Actor) -> QuerySet[Obligation]:
    """The obligations that ``actor`` may see, newest first."""
    authorise(actor, "settlement.view")
    rows: QuerySet[Obligation] = Obligation.objects.visible_to(actor)
    return rows.select_related("counterparty", "asset").order_by("-created_at", "-id")


def deposits(actor: Actor) -> QuerySet[Deposit]:
    """The deposits that ``actor`` may see, newest first."""
    authorise(actor, "settlement.view")
    rows: QuerySet[Deposit] = Deposit.objects.visible_to(actor)
    return rows.select_related("counterparty", "asset").order_by("-recorded_at", "-id")


def client_balances(actor: Actor, *, counterparty_id: UUID | None = None) -> list[tuple[UUID, AccountBalance]]:
    """What clients hold with the desk, by asset: their own for a client, all (or the named one) for the desk.

    Raises NotFound ``COUNTERPARTY_NOT_FOUND`` for one that the actor may not see.
    """
    authorise(actor, "settlement.view")
    visible = [spec.id for spec in counterparties(actor) if counterparty_id in (None, spec.id)]
    if counterparty_id is not None and not visible:
        raise NotFound("COUNTERPARTY_NOT_FOUND", "no such counterparty")
    return [
        (client, balance)
        for client in visible
        for balance in balances(f"counterparty:{client}")
        if balance.account.code == CLIENT_AVAILABLE
    ]


def obligations_of_trade(trade_id: UUID) -> list[Any]:
    """For programs: the two legs of a trade, what the desk receives first."""
    return list(Obligation.objects.as_system().filter(trade_id=trade_id).order_by("-direction"))
