"""Setting aside what a firm quote may cost the client, and ending that exactly once.

What they write stands or falls with the caller's transaction: a caller that goes on after a refusal has a savepoint.
Reservation and exposure are locked in this order, ledger balances after them. A prefunded counterparty's needs
are ledger holds; a credit counterparty's largest need counts against its limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from risk.models import Reservation
from risk.services.exposure import commit_value, release_value, reserve_value
from risk.types import CommitResult, Need, ReservationResult
from risk.workflow import RESERVATION
from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid, NotFound
from tradeops.ledger.codes import CLIENT_AVAILABLE
from tradeops.ledger.services import hold_many, release_hold
from tradeops.ledger.services.accounts import lock_accounts
from tradeops.ledger.types import Account, HoldRecord, HoldState
from tradeops.reference.selectors import counterparty_terms
from tradeops.reference.types import CounterpartySpec, Funding
from tradeops.workflow.services import apply, apply_many, link


@transaction.atomic(savepoint=False)
def reserve(
    *,
    actor: Actor,
    cause: Subject,
    counterparty: CounterpartySpec,
    needs: Sequence[Need],
    expires_at: datetime,
) -> ReservationResult:
    """Set aside every side that the client may choose, once per ``cause``; ``expires_at`` tells people, ends nothing.

    The same call again returns the same reservation. Raises LimitBreached ``CREDIT_LIMIT``, ``LIMIT_MISSING``
    or ``INSUFFICIENT_BALANCE``, having written nothing; Conflict ``RESERVATION_REUSED`` for other content.
    """
    authorise(actor, "risk.reserve")
    sides = sorted(needs, key=lambda need: need.asset)
    _check(sides)
    row = Reservation(
        cause_kind=cause.kind,
        cause_id=cause.id,
        counterparty_id=counterparty.id,
        funding=counterparty.funding.value,
        needs=[_to_json(need) for need in sides],
        value=max(need.value for need in sides),
        expires_at=expires_at,
    )
    if not rows.insert_once(row):
        return _same(cause, row)
    if counterparty.funding is Funding.CREDIT:
        reserve_value(counterparty.id, row.value)
    else:
        hold_many(
            actor,
            [
                HoldRecord(_hold(cause, need.asset), _account(counterparty.id, need.asset), need.amount, HoldState.OPEN)
                for need in sides
            ],
        )
    subject = Subject(RESERVATION.kind, row.id)
    link(parent=cause, child=subject)
    append(
        actor=actor,
        name="reservation.held",
        subject=subject,
        firm_id=counterparty.firm_id,
        payload={"cause_kind": cause.kind, "cause_id": cause.id, "value": row.value, "needs": row.needs},
    )
    return _result(row)


@transaction.atomic(savepoint=False)
def commit(*, actor: Actor, cause: Subject, asset: str) -> CommitResult:
    """Turn the reservation into what the client now owes: the side on which it delivers ``asset``.

    The holds of the other side are released. Raises NotFound ``RESERVATION_NOT_FOUND``, Conflict
    ``TRANSITION_ILLEGAL`` when it has ended already, Invalid ``NEED_NOT_RESERVED``.
    """
    locked = _lock([cause])
    if not locked:
        raise NotFound("RESERVATION_NOT_FOUND", f"nothing is reserved for {cause}")
    row = locked[0]
    needs = {need["asset"]: Decimal(need["value"]) for need in row.needs}
    if asset not in needs:
        raise Invalid("NEED_NOT_RESERVED", f"no {asset} is reserved for {cause}")
    value = needs[asset]
    apply(
        RESERVATION,
        row,
        "commit",
        actor=actor,
        firm_id=_firm(row),
        payload={**_payload(row), "asset": asset, "value": value},
        changes={"committed_value": value},
    )
    if row.funding == Funding.CREDIT:
        commit_value(row.counterparty_id, reserved=row.value, used=value)
        return CommitResult((), value)
    _lock_balances([row])
    for other in needs:
        if other != asset:
            release_hold(actor, reference=_hold(cause, other))
    return CommitResult((_hold(cause, asset),), value)


def release(*, actor: Actor, cause: Subject) -> bool:
    """Give back what is still reserved for ``cause``; False when it ended before, or nothing was reserved."""
    return bool(release_many(actor=actor, causes=[cause]))


@transaction.atomic(savepoint=False)
def release_many(*, actor: Actor, causes: Iterable[Subject]) -> list[Subject]:
    """Give back what is still reserved for any of ``causes``, locking it in the written order; those released."""
    held = [row for row in _lock(causes) if row.state == RESERVATION.initial]
    firms = {row.pk: _firm(row) for row in held}
    apply_many(
        RESERVATION,
        firms,
        "release",
        actor=actor,
        draft=lambda row: (firms[row.pk], _payload(row)),
    )
    owed: dict[UUID, Decimal] = defaultdict(Decimal)
    for row in held:
        if row.funding == Funding.CREDIT:
            owed[row.counterparty_id] += row.value
    for counterparty_id in sorted(owed):
        release_value(counterparty_id, owed[counterparty_id])
    prefunded = [row for row in held if row.funding == Funding.PREFUNDED]
    _lock_balances(prefunded)
    for row in prefunded:
        for need in row.needs:
            release_hold(actor, reference=_hold(_cause(row), need["asset"]))
    return [_cause(row) for row in held]


def _lock(causes: Iterable[Subject]) -> list[Reservation]:
    """The reservations of ``causes``, locked by primary key."""
    wanted = list(causes)
    return rows.find(
        Reservation,
        "(cause_kind, cause_id) IN (SELECT * FROM unnest(%s::text[], %s::uuid[])) ORDER BY id",
        [[cause.kind for cause in wanted], [cause.id for cause in wanted]],
        lock=rows.LOCK,
    )


def _lock_balances(reservations: Sequence[Reservation]) -> None:
    """Lock all balances that several holds touch in the ledger's own order, before the first is touched."""
    accounts = [_account(row.counterparty_id, need["asset"]) for row in reservations for need in row.needs]
    if len(accounts) > 1:
        lock_accounts(accounts)


def _account(counterparty_id: UUID, asset: str) -> Account:
    return Account(CLIENT_AVAILABLE, asset, f"counterparty:{counterparty_id}")


def _firm(row: Reservation) -> UUID:
    return counterparty_terms(row.counterparty_id).firm_id


def _cause(row: Reservation) -> Subject:
    return Subject(row.cause_kind, row.cause_id)


def _payload(row: Reservation) -> dict[str, object]:
    return {"cause_kind": row.cause_kind, "cause_id": row.cause_id}


def _check(needs: Sequence[Need]) -> None:
    if not needs or len({need.asset for need in needs}) != len(needs):
        raise Invalid("NEEDS_MALFORMED", "a reservation needs one amount for each asset, at least one")
    if any(need.amount <= 0 or need.value < 0 for need in needs):
        raise Invalid("NEEDS_MALFORMED", "a need is a positive amount with a value that is not negative")


def _same(cause: Subject, wanted: Reservation) -> ReservationResult:
    earlier = Reservation.objects.as_system().get(cause_kind=cause.kind, cause_id=cause.id)
    if (earlier.counterparty_id, earlier.needs) != (wanted.counterparty_id, wanted.needs):
        raise Conflict("RESERVATION_REUSED", f"{cause} has a reservation with another content")
    return _result(earlier)


def _result(row: Reservation) -> ReservationResult:
    cause = _cause(row)
    held = row.funding == Funding.PREFUNDED
    holds = tuple(_hold(cause, need["asset"]) for need in row.needs) if held else ()
    return ReservationResult(row.id, cause, row.state, row.value, holds)


def _hold(cause: Subject, asset: str) -> str:
    return f"{cause}:{asset}"


def _to_json(need: Need) -> dict[str, str]:
    return {
        "asset": need.asset,
        "amount": format(need.amount.normalize(), "f"),
        "value": format(need.value.normalize(), "f"),
    }
