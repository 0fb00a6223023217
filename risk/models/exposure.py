"""What each credit counterparty owes and could come to owe."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.access.managers import ScopedManager
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField


class Exposure(models.Model):
    """One row a credit counterparty, in US dollars; its lock decides who fits into the limit.

    ``limit`` repeats the counterparty's COUNTERPARTY_EXPOSURE limit, so that one locked row holds all that the
    decision needs. A trigger refuses any growth of ``used + reserved`` beyond it.
    """

    counterparty = models.OneToOneField(
        "reference.Counterparty", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    limit = AmountField()
    used = AmountField(default=0)
    reserved = AmountField(default=0)

    objects = ScopedManager(firm="counterparty__firm")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(limit__gte=0, used__gte=0, reserved__gte=0), name="risk_exposure_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"exposure of {self.counterparty_id}"


class Discharge(models.Model):
    """Obligations that settled and count no more: once per cause."""

    cause_kind = models.CharField(max_length=30)
    cause_id = models.UUIDField()
    counterparty = models.ForeignKey("reference.Counterparty", on_delete=models.PROTECT, related_name="+")
    value = AmountField()
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    objects = ScopedManager(firm="counterparty__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause_kind", "cause_id"], name="risk_discharge_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="risk_discharge_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.cause_kind}:{self.cause_id} {self.value}"
