"""What live quotes have set aside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.access.managers import ScopedManager
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField
from tradeops.reference.types import Funding


class Reservation(models.Model):
    """The client's side of one cause, set aside until it is committed or released, exactly once.

    ``needs`` are the sides the client may choose from. For CREDIT the largest ``value`` of them counts as
    reserved; for PREFUNDED each is a ledger hold. ``committed_value`` is the chosen side's.
    """

    id = PublicIdField()
    cause_kind = models.CharField(max_length=30)
    cause_id = models.UUIDField()
    counterparty = models.ForeignKey(
        "reference.Counterparty", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    funding = models.CharField(max_length=12, choices=Funding.choices())
    needs = models.JSONField()
    value = AmountField()
    committed_value = AmountField(null=True)
    state = models.CharField(max_length=12, default="HELD")
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    objects = ScopedManager(firm="counterparty__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause_kind", "cause_id"], name="risk_reservation_once"),
            models.CheckConstraint(
                condition=Q(state__in=["HELD", "RELEASED"], committed_value__isnull=True)
                | Q(state="COMMITTED", committed_value__isnull=False),
                name="risk_reservation_state_known",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="risk_reservation_not_negative"),
        ]
        indexes = [
            models.Index(fields=["counterparty"], condition=Q(state="HELD"), name="risk_reservation_held"),
        ]

    def __str__(self) -> str:
        return f"{self.cause_kind}:{self.cause_id} {self.state}"
