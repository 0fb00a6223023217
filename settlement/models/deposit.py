from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.access.managers import ScopedManager
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField


class Deposit(models.Model):
    """Money or coins of a client that arrived with the desk. ``evidence`` is the bank's or the chain's reference."""

    id = PublicIdField()
    counterparty = models.ForeignKey("reference.Counterparty", on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey("reference.Asset", on_delete=models.PROTECT, related_name="+")
    amount = AmountField()
    evidence = models.CharField(max_length=120, unique=True)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    objects = ScopedManager(firm="counterparty__firm")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="deposit_amount_positive")]
        indexes = [models.Index(fields=["-recorded_at", "-id"], name="deposit_newest")]

    def __str__(self) -> str:
        return f"{self.amount} {self.asset_id}"
