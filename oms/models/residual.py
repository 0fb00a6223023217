from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField


class Residual(models.Model):
    """What is not hedged and somebody has to look after. ``side`` is what the desk would have to do.

    ``quantity`` is what is left of it. What is too small for any venue gathers, over many deals, in one residual
    an instrument (``BELOW_MINIMUM``), which has no order of its own.
    """

    id = PublicIdField()
    order = models.ForeignKey("oms.Order", on_delete=models.PROTECT, null=True, related_name="residuals")
    cause_kind = models.CharField(max_length=20)
    cause_id = models.UUIDField()
    instrument = models.ForeignKey("reference.Instrument", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=4)
    quantity = AmountField()
    reason = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default="OPEN")
    owner_role = models.CharField(max_length=30, default="DEALER")
    assignee_id = models.CharField(max_length=64, blank=True, default="")
    assignee = models.CharField(max_length=200, blank=True, default="")
    close_reason = models.CharField(max_length=200, blank=True, default="")
    opened_at = models.DateTimeField(db_default=ClockTimestamp())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause_kind", "cause_id"], name="residual_once_per_cause"),
            models.UniqueConstraint(
                fields=["instrument"],
                condition=Q(reason="BELOW_MINIMUM") & ~Q(state="CLOSED"),
                name="residual_one_of_dust",
            ),
            models.CheckConstraint(condition=Q(side__in=["BUY", "SELL"], quantity__gte=0), name="residual_size"),
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "ASSIGNED"], closed_at__isnull=True)
                | Q(state="CLOSED", closed_at__isnull=False),
                name="residual_state",
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="residual_newest"),
            models.Index(fields=["opened_at"], condition=~Q(state="CLOSED"), name="residual_open"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.quantity} {self.instrument_id} {self.state}"
