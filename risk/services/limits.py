"""Setting limits: tightening takes one risk officer, loosening a second person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from risk.models import Limit
from risk.selectors.shapes import limit_view
from risk.services.exposure import open_exposure
from risk.types import LIMIT_CURRENCY, LimitChange, LimitKind, LimitView
from tradeops.access.approvals import command_handler, request_approval
from tradeops.access.history import attribute
from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid
from tradeops.kernel.ids import uuid7
from tradeops.kernel.money import fits
from tradeops.reference.selectors import counterparty
from tradeops.reference.types import Funding

DECIMALS = 2


@transaction.atomic
def set_limit(
    *, actor: Actor, kind: LimitKind, counterparty_id: UUID | None, amount: Decimal, reason: str
) -> LimitChange:
    """Set a limit in US dollars. One that is lower than before counts at once; what is used already goes on.

    A higher one, or the first of its kind, comes back as an approval to wait for; a program of the desk (the
    demo seed) sets it alone. Emits ``limit.set``. Raises Denied, NotFound, Invalid ``LIMIT_INVALID``,
    ``LIMIT_KIND_UNSUITABLE`` or ``REASON_MISSING``, Conflict ``LIMIT_UNCHANGED``.
    """
    authorise(actor, "risk.set_limit")
    _check(kind, counterparty_id, amount, reason)
    row = _lock(kind, counterparty_id)
    if row is not None and row.amount == amount:
        raise Conflict("LIMIT_UNCHANGED", "the limit has this amount already")
    tightens = row is not None and amount < row.amount
    if tightens or actor.is_system:
        return LimitChange(_write(actor, row, kind, counterparty_id, amount, reason), None)
    approval = request_approval(
        actor=actor,
        command="risk.loosen_limit",
        payload={
            "kind": kind.value,
            "counterparty_id": counterparty_id,
            "amount": amount,
            "was": None if row is None else format(row.amount.normalize(), "f"),
            "reason": reason,
        },
        subject=_subject(kind, counterparty_id, row),
        reason=reason,
    )
    return LimitChange(None, approval.id)


def _drifted(payload: dict[str, Any]) -> str | None:
    owner = payload["counterparty_id"]
    row = Limit.objects.filter(kind=payload["kind"], counterparty=owner and UUID(owner)).first()
    now = None if row is None else format(row.amount.normalize(), "f")
    return None if now == payload["was"] else "the limit was changed since"


@command_handler("risk.loosen_limit", drift_check=_drifted)
@transaction.atomic
def loosen_limit(
    *,
    actor: Actor,
    approval_id: UUID,
    kind: str,
    counterparty_id: str | None,
    amount: str,
    was: str | None,
    reason: str,
) -> LimitView:
    """Carry out an approved loosening. Raises Conflict ``LIMIT_CHANGED`` when ``was`` no longer holds."""
    authorise(actor, "risk.loosen_limit")
    owner = None if counterparty_id is None else UUID(counterparty_id)
    row = _lock(LimitKind(kind), owner)
    if (None if row is None else row.amount) != (None if was is None else Decimal(was)):
        raise Conflict("LIMIT_CHANGED", "the limit was changed since this was asked for")
    return _write(actor, row, LimitKind(kind), owner, Decimal(amount), reason, approval_id)


def _check(kind: LimitKind, counterparty_id: UUID | None, amount: Decimal, reason: str) -> None:
    if amount < 0 or not fits(amount, DECIMALS):
        raise Invalid(
            "LIMIT_INVALID",
            f"a limit is an amount of {LIMIT_CURRENCY}, not negative, with {DECIMALS} decimals",
            fields={"amount": []},
        )
    if not reason.strip():
        raise Invalid("REASON_MISSING", "say why", fields={"reason": []})
    if (kind is LimitKind.ORDER_NOTIONAL) != (counterparty_id is None):
        raise Invalid(
            "LIMIT_KIND_UNSUITABLE",
            "ORDER_NOTIONAL is the desk's own limit, the others name a counterparty",
            fields={"counterparty_id": []},
        )
    if counterparty_id is None:
        return
    prefunded = counterparty(counterparty_id).funding is Funding.PREFUNDED
    if prefunded and kind is LimitKind.COUNTERPARTY_EXPOSURE:
        raise Invalid(
            "LIMIT_KIND_UNSUITABLE",
            "a prefunded counterparty owes nothing: its balance is the limit",
            fields={"kind": []},
        )


def _lock(kind: LimitKind, counterparty_id: UUID | None) -> Limit | None:
    rows = Limit.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(kind=kind.value, counterparty=counterparty_id).first()


def _write(
    actor: Actor,
    row: Limit | None,
    kind: LimitKind,
    counterparty_id: UUID | None,
    amount: Decimal,
    reason: str,
    approval_id: UUID | None = None,
) -> LimitView:
    was = None if row is None else row.amount
    if row is None:
        row = Limit(id=uuid7(), kind=kind.value, counterparty_id=counterparty_id)
    row.amount = amount
    attribute(row, actor=actor, reason=reason)
    row.save(force_insert=row._state.adding)
    if kind is LimitKind.COUNTERPARTY_EXPOSURE and counterparty_id is not None:
        open_exposure(counterparty_id=counterparty_id, limit=amount)
    append(
        actor=actor,
        name="limit.set",
        subject=Subject("limit", row.id),
        payload={
            "kind": kind.value,
            "counterparty_id": counterparty_id,
            "was": was,
            "amount": amount,
            "approval_id": approval_id,
        },
        reason=reason,
    )
    return limit_view(row)


def _subject(kind: LimitKind, counterparty_id: UUID | None, row: Limit | None) -> Subject:
    """What an approval is about: the limit or, before its first, who it will bind."""
    if row is not None:
        return Subject("limit", row.id)
    return Subject("limit", uuid7()) if counterparty_id is None else Subject("counterparty", counterparty_id)
