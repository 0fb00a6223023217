from __future__ import annotations

from django.db import models
from django.db.models import Q

from oms.types import Source
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField


class Execution(models.Model):
    """A fill at a venue, once, however often and in whatever order it is reported. Never altered.

    Venues number trades by symbol, so the symbol is part of what makes one unique. ``is_late``: the order was
    over already when it arrived.
    """

    id = PublicIdField()
    child = models.ForeignKey("oms.ChildOrder", on_delete=models.PROTECT, related_name="executions")
    venue_account = models.ForeignKey(
        "reference.VenueAccount", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    venue_symbol = models.CharField(max_length=30)
    venue_trade_id = models.CharField(max_length=60)
    side = models.CharField(max_length=4)
    price = AmountField()
    quantity = AmountField()
    notional = AmountField()
    fee = AmountField()
    fee_asset = models.ForeignKey("reference.Asset", on_delete=models.PROTECT, related_name="+", db_index=False)
    is_maker = models.BooleanField()
    is_late = models.BooleanField()
    source = models.CharField(max_length=8)
    executed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["venue_account", "venue_symbol", "venue_trade_id"], name="execution_once_per_venue_trade"
            ),
            models.CheckConstraint(condition=Q(price__gt=0, quantity__gt=0, notional__gt=0), name="execution_amounts"),
            models.CheckConstraint(condition=Q(side__in=["BUY", "SELL"]), name="execution_side"),
            models.CheckConstraint(
                condition=Q(source__in=[source.value for source in Source]), name="execution_source"
            ),
        ]
        indexes = [models.Index(fields=["-recorded_at", "-id"], name="execution_newest")]

    def __str__(self) -> str:
        return f"{self.side} {self.quantity} at {self.price}"
