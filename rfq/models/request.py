from __future__ import annotations

from django.db import models
from django.db.models import Q

from rfq.types import RequestSide
from tradeops.access.managers import ScopedManager
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField


class Rfq(models.Model):
    """A client's request for a quote."""

    id = PublicIdField()
    counterparty = models.ForeignKey(
        "reference.Counterparty", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    instrument = models.ForeignKey("reference.Instrument", on_delete=models.PROTECT, related_name="+", db_index=False)
    side = models.CharField(max_length=8, choices=[(side.value, side.value) for side in RequestSide])
    quantity = AmountField(null=True)
    counter_amount = AmountField(null=True)
    client_rfq_id = models.CharField(max_length=64)
    requested_by = models.CharField(max_length=120)
    state = models.CharField(max_length=12, default="PENDING_NEW")
    reject_code = models.CharField(max_length=40, blank=True)
    reject_category = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    # Nobody waits for a price longer than this.
    expires_at = models.DateTimeField()

    objects = ScopedManager(firm="counterparty__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counterparty", "client_rfq_id"], name="rfq_client_id_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, counter_amount__isnull=True)
                | Q(counter_amount__gt=0, quantity__isnull=True),
                name="rfq_one_size",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="rfq_newest"),
            models.Index(fields=["counterparty", "-created_at", "-id"], name="rfq_newest_of_client"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=["PENDING_NEW", "QUOTING", "QUOTED"]),
                name="rfq_open_by_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.quantity or self.counter_amount} {self.instrument_id}"
