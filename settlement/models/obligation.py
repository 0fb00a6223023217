from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.access.managers import ScopedManager
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField
from tradeops.kernel.money import plain


class Obligation(models.Model):
    """One leg of a trade that somebody has to deliver on its value date.

    ``direction`` is seen from the desk: RECEIVE what the client delivers, DELIVER what the client is due.
    """

    id = PublicIdField()
    trade = models.ForeignKey("oms.Trade", on_delete=models.PROTECT, related_name="+")
    counterparty = models.ForeignKey("reference.Counterparty", on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8)
    asset = models.ForeignKey("reference.Asset", on_delete=models.PROTECT, related_name="+")
    amount = AmountField()
    value_date = models.DateField()
    state = models.CharField(max_length=8, default="OPEN")
    evidence = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    settled_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="counterparty__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trade", "direction"], name="obligation_once_per_leg"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="obligation_amount_positive"),
            models.CheckConstraint(condition=Q(direction__in=["RECEIVE", "DELIVER"]), name="obligation_direction"),
            models.CheckConstraint(
                condition=Q(state="OPEN", settled_at__isnull=True) | Q(state="SETTLED", settled_at__isnull=False),
                name="obligation_settled_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["value_date", "id"], condition=Q(state="OPEN"), name="obligation_due"),
            models.Index(fields=["-created_at", "-id"], name="obligation_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {plain(self.amount)} {self.asset_id} on {self.value_date}"
