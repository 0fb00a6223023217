from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.access.history import tracked
from tradeops.kernel.fields import AmountField, PublicIdField


class PricingPolicy(models.Model):
    """How clients of a tier are priced. Basis points are of the mid price.

    ``skew_bps`` is the most that a full inventory (``inventory_limit``, in base) moves both prices;
    ``collar_bps`` is how far a price may lie from the mid before the engine refuses.
    """

    id = PublicIdField()
    tier = models.CharField(max_length=1)
    instrument = models.ForeignKey("reference.Instrument", on_delete=models.PROTECT, related_name="+")
    markup_bps = AmountField()
    skew_bps = AmountField()
    inventory_limit = AmountField()
    collar_bps = AmountField()
    quote_life_ms = models.PositiveIntegerField()

    history = tracked()

    class Meta:
        verbose_name_plural = "pricing policies"
        constraints = [
            models.UniqueConstraint(fields=["tier", "instrument"], name="pricing_policy_once"),
            models.CheckConstraint(
                condition=Q(markup_bps__gte=0, skew_bps__gte=0, inventory_limit__gt=0, collar_bps__gt=0),
                name="pricing_policy_signs",
            ),
            models.CheckConstraint(
                condition=Q(quote_life_ms__gte=500, quote_life_ms__lte=120_000), name="pricing_policy_life"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} tier {self.tier}"
