"""What the desk holds, and each deal that changed it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from risk.types import Side
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField


class Position(models.Model):
    """Net holding of one instrument in one book at average cost; ``cost`` and ``realised`` in its quote asset."""

    id = PublicIdField()
    book = models.CharField(max_length=20)
    instrument = models.ForeignKey("reference.Instrument", on_delete=models.PROTECT, related_name="+")
    quantity = AmountField(default=0)
    cost = AmountField(default=0)
    realised = AmountField(default=0)
    updated_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ["book", "instrument"]
        constraints = [
            models.UniqueConstraint(fields=["book", "instrument"], name="risk_position_once"),
            models.CheckConstraint(
                condition=Q(quantity=0, cost=0) | Q(quantity__gt=0, cost__gte=0) | Q(quantity__lt=0, cost__lte=0),
                name="risk_position_cost_follows_quantity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.instrument_id}"


class PositionChange(models.Model):
    """One deal's effect on a position, once per cause, with the position as it left it."""

    cause_kind = models.CharField(max_length=30)
    cause_id = models.UUIDField()
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="changes")
    side_of_desk = models.CharField(max_length=4, choices=[(side.value, side.value) for side in Side])
    base_amount = AmountField()
    quote_amount = AmountField()
    quantity_after = AmountField()
    cost_after = AmountField()
    realised_after = AmountField()
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause_kind", "cause_id"], name="risk_position_change_once"),
            models.CheckConstraint(
                condition=Q(base_amount__gt=0, quote_amount__gte=0), name="risk_position_change_positive"
            ),
            models.CheckConstraint(
                condition=Q(side_of_desk__in=[side.value for side in Side]), name="risk_position_change_side_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side_of_desk} {self.base_amount} by {self.cause_kind}:{self.cause_id}"
