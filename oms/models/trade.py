from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.access.managers import ScopedManager
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField


class Trade(models.Model):
    """A deal with a client, as booked. Never altered: a correction is another trade that says what it corrects.

    ``side`` is the client's. ``markup`` is the desk's part of the quote amount, posted apart at trade time.
    """

    id = PublicIdField()
    counterparty = models.ForeignKey(
        "reference.Counterparty", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    instrument = models.ForeignKey("reference.Instrument", on_delete=models.PROTECT, related_name="+", db_index=False)
    source_kind = models.CharField(max_length=30)
    source_id = models.UUIDField()
    side = models.CharField(max_length=4)
    base_amount = AmountField()
    quote_amount = AmountField()
    markup = AmountField()
    price = AmountField()
    # What the deal uses of the client's exposure limit until it settles, in the limit currency.
    exposure = AmountField()
    funding = models.CharField(max_length=12)
    value_date = models.DateField()
    booked_at = models.DateTimeField(db_default=ClockTimestamp())

    objects = ScopedManager(firm="counterparty__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "source_id"], name="trade_once_per_source"),
            models.CheckConstraint(
                condition=Q(base_amount__gt=0, quote_amount__gt=0, price__gt=0, markup__gte=0), name="trade_signs"
            ),
            models.CheckConstraint(condition=Q(side__in=["BUY", "SELL"]), name="trade_side"),
        ]
        indexes = [
            models.Index(fields=["-booked_at", "-id"], name="trade_newest"),
            models.Index(fields=["counterparty", "-booked_at", "-id"], name="trade_newest_of_client"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.base_amount} {self.instrument_id}"
