from __future__ import annotations

from django.db import models

from rfq.types import Side
from tradeops.access.managers import ScopedManager
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField


class Acceptance(models.Model):
    """A client's yes to one side of a quote. It exists only together with its trade."""

    id = PublicIdField()
    quote = models.OneToOneField("rfq.Quote", on_delete=models.PROTECT, related_name="acceptance")
    counterparty = models.ForeignKey(
        "reference.Counterparty", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    client_order_id = models.CharField(max_length=64)
    side = models.CharField(max_length=4, choices=[(side.value, side.value) for side in Side])
    limit_price = AmountField(null=True)
    accepted_by = models.CharField(max_length=120)
    accepted_at = models.DateTimeField(db_default=ClockTimestamp())
    trade = models.OneToOneField("oms.Trade", on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(firm="counterparty__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counterparty", "client_order_id"], name="acceptance_client_id_once")
        ]

    def __str__(self) -> str:
        return f"{self.side} of {self.quote_id}"
