"""Crediting a client with what has arrived. A second person agrees before it counts."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from settlement.models import Deposit
from tradeops.access.approvals import command_handler, request_approval
from tradeops.access.policies import authorise, may_ask
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid
from tradeops.kernel.ids import uuid7
from tradeops.kernel.money import fits, parse_amount
from tradeops.ledger.codes import BANK_CASH, CLIENT_AVAILABLE, WALLET
from tradeops.ledger.services import post
from tradeops.ledger.types import Account, Leg
from tradeops.reference.selectors import asset, counterparty


def request_deposit(*, actor: Actor, counterparty_id: UUID, asset: str, amount: str, evidence: str) -> UUID:
    """Ask a second person to credit a client; the approval's id. Raises Denied, Invalid and NotFound."""
    may_ask(actor, "settlement.record_deposit")
    _checked(counterparty_id, asset, amount, evidence)
    payload = {"counterparty_id": str(counterparty_id), "asset": asset, "amount": amount, "evidence": evidence}
    approval = request_approval(
        actor=actor,
        command="settlement.record_deposit",
        payload=payload,
        subject=Subject("counterparty", counterparty_id),
        reason=f"deposit {evidence}",
    )
    return approval.id


@command_handler("settlement.record_deposit")
def carry_out(*, actor: Actor, approval_id: UUID, **payload: str) -> None:
    record_deposit(
        actor=actor,
        counterparty_id=UUID(payload["counterparty_id"]),
        asset=payload["asset"],
        amount=payload["amount"],
        evidence=payload["evidence"],
    )


def record_deposit(*, actor: Actor, counterparty_id: UUID, asset: str, amount: str, evidence: str) -> UUID:
    """Credit a client's available balance; the deposit's id.

    The same evidence is credited once: the same deposit again returns the first, another raises Conflict
    ``EVIDENCE_REUSED``. People come here through an approval. Raises Denied, Invalid and NotFound.
    """
    authorise(actor, "settlement.record_deposit")
    value, is_fiat = _checked(counterparty_id, asset, amount, evidence)
    client = counterparty(counterparty_id)
    try:
        with transaction.atomic():
            deposit = Deposit.objects.create(
                id=uuid7(),
                counterparty_id=client.id,
                asset_id=asset,
                amount=value,
                evidence=evidence,
                recorded_by=actor.label,
            )
            cause = Subject("deposit", deposit.pk)
            legs = [
                Leg(Account(BANK_CASH if is_fiat else WALLET, asset), value, code="DEPOSIT"),
                Leg(Account(CLIENT_AVAILABLE, asset, f"counterparty:{client.id}"), -value, code="DEPOSIT"),
            ]
            post(actor, reference=f"deposit:{evidence}", code="DEPOSIT", source=cause, legs=legs)
            append(
                actor=actor,
                name="deposit.recorded",
                subject=cause,
                firm_id=client.firm_id,
                payload={"asset": asset, "amount": value, "evidence": evidence, "counterparty_id": client.id},
            )
            return deposit.pk
    except IntegrityError:
        return _known(counterparty_id, asset, value, evidence)


def _checked(counterparty_id: UUID, code: str, amount: str, evidence: str) -> tuple[Decimal, bool]:
    counterparty(counterparty_id)
    spec = asset(code)
    value = parse_amount(amount)
    if value <= 0 or not fits(value, spec.precision):
        detail = f"amount is positive with at most {spec.precision} decimals"
        raise Invalid("AMOUNT_OUT_OF_RANGE", detail, fields={"amount": [detail]})
    if not 1 <= len(evidence) <= 120:
        raise Invalid("EVIDENCE_MALFORMED", "evidence has 1 to 120 characters", fields={"evidence": []})
    return value, spec.is_fiat


def _known(counterparty_id: UUID, code: str, amount: Decimal, evidence: str) -> UUID:
    found = Deposit.objects.as_system().get(evidence=evidence)
    if (found.counterparty_id, found.asset_id, found.amount) != (counterparty_id, code, amount):
        raise Conflict("EVIDENCE_REUSED", "this evidence was used for another deposit")
    return found.pk
