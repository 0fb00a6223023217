"""What risk decided, and on what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import PublicIdField


class Decision(models.Model):
    """All verdicts of one evaluation with every measured value. An order needs an approved one of its own."""

    id = PublicIdField()
    cause_kind = models.CharField(max_length=30)
    cause_id = models.UUIDField()
    approved = models.BooleanField()
    verdicts = models.JSONField()
    inputs = models.JSONField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=200)
    decided_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        indexes = [models.Index(fields=["cause_kind", "cause_id"], name="risk_decision_cause")]
        constraints = [
            models.CheckConstraint(condition=~Q(cause_kind=""), name="risk_decision_has_cause"),
        ]

    def __str__(self) -> str:
        return f"{'approved' if self.approved else 'refused'} for {self.cause_kind}:{self.cause_id}"
