"""The switches that stop the desk."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from risk.types import TradingMode
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import PublicIdField


class TradingState(models.Model):
    """The state of one scope: ``firm``, ``desk``, ``counterparty:<id>``, ``instrument:<symbol>``, ``venue:<code>``.

    ``firm`` and ``desk`` always have a row; one of the others that was never stopped has none and is ACTIVE.
    """

    id = PublicIdField()
    scope = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=8, default=TradingMode.ACTIVE.value)
    reason = models.TextField(blank=True)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(db_default=ClockTimestamp())
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["scope"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[mode.value for mode in TradingMode]), name="risk_trading_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.state}"
