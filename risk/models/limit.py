"""The thresholds that people set."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from risk.types import LimitKind
from tradeops.access.history import tracked
from tradeops.kernel.fields import AmountField, PublicIdField


class Limit(models.Model):
    """A threshold in US dollars. One that is missing allows nothing."""

    id = PublicIdField()
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.value) for kind in LimitKind])
    counterparty = models.ForeignKey("reference.Counterparty", null=True, on_delete=models.PROTECT, related_name="+")
    amount = AmountField()

    history = tracked()

    class Meta:
        ordering = ["kind", "counterparty"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "counterparty"], nulls_distinct=False, name="risk_limit_once"),
            models.CheckConstraint(
                condition=Q(kind=LimitKind.ORDER_NOTIONAL.value, counterparty__isnull=True)
                | Q(
                    kind__in=[LimitKind.PER_TRADE.value, LimitKind.COUNTERPARTY_EXPOSURE.value],
                    counterparty__isnull=False,
                ),
                name="risk_limit_kind_fits_owner",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="risk_limit_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.counterparty_id or 'desk'}"
