from __future__ import annotations

from decimal import Decimal

from django.db import models

from tradeops.kernel.fields import AmountField


class VenueMovement(models.Model):
    """Everything that executions moved on a venue account, in one asset and of one ``kind``, to the last decimal.

    A venue's dollar has more decimals than a bank's. The ledger holds this total rounded down to its own smallest
    unit, so it never differs from the venue's word by a unit, however many executions there were.
    """

    venue_account = models.ForeignKey("reference.VenueAccount", on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey("reference.Asset", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    total = AmountField(default=Decimal(0))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue_account", "asset", "kind"], name="venue_movement_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.total} {self.asset_id}"
