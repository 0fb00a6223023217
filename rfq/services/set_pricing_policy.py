"""Setting how a tier is priced in an instrument."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from rfq.models import PricingPolicy
from rfq.pricing.inputs import Policy
from tradeops.access.history import attribute
from tradeops.access.policies import authorise
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Invalid


@transaction.atomic
def set_pricing_policy(*, actor: Actor, tier: str, instrument: str, policy: Policy, reason: str) -> PricingPolicy:
    """Put ``policy`` in force for new quotes of a tier; live quotes stay as they are.

    Raises Denied and Invalid ``PRICING_POLICY_INVALID``.
    """
    authorise(actor, "rfq.set_pricing_policy")
    if min(policy.markup_bps, policy.skew_bps) < 0 or policy.inventory_limit <= 0 or policy.collar_bps <= 0:
        raise Invalid("PRICING_POLICY_INVALID", "basis points are not negative, limits are positive")
    found = PricingPolicy.objects.filter(tier=tier, instrument_id=instrument).first()
    row = found or PricingPolicy(tier=tier, instrument_id=instrument)
    for name, value in asdict(policy).items():
        setattr(row, name, value)
    attribute(row, actor=actor, reason=reason)
    row.save()
    append(
        actor=actor,
        name="pricing_policy.set",
        subject=Subject("pricing_policy", row.pk),
        payload={"tier": tier, "instrument": instrument, **asdict(policy)},
        reason=reason,
    )
    return row
