"""Counterparties: who the desk deals with, on which terms."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.reference import events
from tradeops.reference.models import Counterparty
from tradeops.reference.selectors import specs
from tradeops.reference.services.writing import lock, move, require_reason, save
from tradeops.reference.types import Category, CounterpartySpec, Funding, Status, Tier


@transaction.atomic
def create_counterparty(
    *,
    actor: Actor,
    firm_id: UUID,
    name: str,
    category: Category,
    tier: Tier,
    funding: Funding,
    settlement_days: int = 0,
    reason: str = "",
) -> CounterpartySpec:
    """Open the trading relation with a client firm. A prefunded one settles at once (0 days)."""
    authorise(actor, "reference.create_counterparty")
    row = Counterparty(
        firm_id=firm_id,
        name=name,
        category=category,
        tier=tier,
        funding=funding,
        settlement_days=settlement_days,
    )
    save(row, actor=actor, reason=reason)
    payload = {"name": name, "tier": row.tier, "funding": row.funding, "settlement_days": settlement_days}
    return _record(row, actor, events.COUNTERPARTY_CREATED, payload, reason)


@transaction.atomic
def set_counterparty_status(*, actor: Actor, counterparty_id: UUID, status: Status, reason: str) -> CounterpartySpec:
    """Suspend, resume or close a counterparty. Existing deals go on to settlement."""
    authorise(actor, "reference.set_counterparty_status")
    require_reason(reason)
    row = lock(Counterparty.objects.as_system(), counterparty_id)
    was = row.status
    move(row, status)
    save(row, actor=actor, reason=reason)
    payload = {"was": was, "status": row.status}
    return _record(row, actor, events.COUNTERPARTY_STATUS_SET, payload, reason)


@transaction.atomic
def set_counterparty_tier(*, actor: Actor, counterparty_id: UUID, tier: Tier, reason: str) -> CounterpartySpec:
    """Change the price tier; live quotes keep their price."""
    authorise(actor, "reference.set_counterparty_tier")
    require_reason(reason)
    row = lock(Counterparty.objects.as_system(), counterparty_id)
    was, row.tier = row.tier, tier.value
    save(row, actor=actor, reason=reason)
    return _record(row, actor, events.COUNTERPARTY_TIER_SET, {"was": was, "tier": row.tier}, reason)


def _record(row: Counterparty, actor: Actor, name: str, payload: dict[str, object], reason: str) -> CounterpartySpec:
    append(
        actor=actor,
        name=name,
        subject=Subject("counterparty", row.id),
        firm_id=row.firm_id,
        payload=payload,
        reason=reason,
    )
    return specs.counterparty_spec(row)
