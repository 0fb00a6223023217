"""Settling a credit client's obligation, with the evidence that it moved and a second person's word."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from oms.selectors import trade
from risk.services.exposure import discharge
from settlement.models import Obligation
from settlement.workflow import OBLIGATION
from tradeops.access.approvals import command_handler, request_approval
from tradeops.access.policies import may_ask
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor, system
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Conflict, NotFound
from tradeops.ledger.codes import BANK_CASH, DUE_FROM, DUE_TO, WALLET
from tradeops.ledger.services import post
from tradeops.ledger.types import Account, Leg
from tradeops.reference.selectors import asset, counterparty
from tradeops.workflow.services import apply

PROGRAM = system("settlement")


def request_settlement(*, actor: Actor, obligation_id: UUID, evidence: str) -> UUID:
    """Ask a second person to settle an open obligation; the approval's id.

    Raises Denied, NotFound ``OBLIGATION_UNKNOWN`` and Conflict ``OBLIGATION_SETTLED``.
    """
    may_ask(actor, "settlement.settle")
    found = Obligation.objects.visible_to(actor).filter(pk=obligation_id).first()
    if found is None:
        raise NotFound("OBLIGATION_UNKNOWN", "there is no such obligation")
    if found.state != "OPEN":
        raise Conflict("OBLIGATION_SETTLED", "this obligation is settled")
    return request_approval(
        actor=actor,
        command="settlement.settle",
        payload={"obligation_id": str(obligation_id), "evidence": evidence},
        subject=Subject("obligation", obligation_id),
        reason=f"{found}, evidence {evidence}",
    ).id


@command_handler("settlement.settle")
def carry_out(*, actor: Actor, approval_id: UUID, **payload: str) -> None:
    settle_obligation(actor=actor, obligation_id=UUID(payload["obligation_id"]), evidence=payload["evidence"])


@transaction.atomic
def settle_obligation(*, actor: Actor, obligation_id: UUID, evidence: str) -> None:
    """Settle one obligation in full: state, ledger and, for what the client owed, its exposure.

    Raises Conflict ``TRANSITION_ILLEGAL`` when it is settled already.
    """
    row = Obligation.objects.as_system().select_for_update(no_key=True, of=("self",)).get(pk=obligation_id)
    client = counterparty(row.counterparty_id)
    cause = Subject("obligation", row.pk)
    apply(
        OBLIGATION,
        row,
        "settle",
        actor=actor,
        firm_id=client.firm_id,
        payload={"asset": row.asset_id, "amount": row.amount, "trade_id": row.trade_id},
        changes={"settled_at": database_now(), "evidence": evidence},
    )
    own = Account(BANK_CASH if asset(row.asset_id).is_fiat else WALLET, row.asset_id)
    owner = f"counterparty:{client.id}"
    if row.direction == "RECEIVE":
        legs = [
            Leg(own, row.amount, code="RECEIPT"),
            Leg(Account(DUE_FROM, row.asset_id, owner), -row.amount, code="RECEIPT"),
        ]
        discharge(actor=PROGRAM, counterparty_id=client.id, value=trade(row.trade_id).exposure, cause=cause)
    else:
        legs = [
            Leg(Account(DUE_TO, row.asset_id, owner), row.amount, code="DELIVERY"),
            Leg(own, -row.amount, code="DELIVERY"),
        ]
    post(actor, reference=str(cause), code="SETTLEMENT", source=cause, legs=legs)
