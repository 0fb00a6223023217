"""What hedge orders and their children have in common."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from oms.rules.ord_status import ord_status
from oms.types import DoneReason, Lifecycle, OrdStatus, Pending
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField
from tradeops.kernel.money import exact_div, round_down

PRICE_DECIMALS = 18


class OrderState(models.Model):
    """Two fields that move apart, ``lifecycle`` and ``pending``, and the FIX status derived from them.

    ``filled`` is in base, ``filled_notional`` in quote without fees; ``unknown_since`` is set while nobody knows
    whether the venue took the order.
    """

    id = PublicIdField()
    quantity = AmountField()
    filled = AmountField(default=Decimal(0))
    filled_notional = AmountField(default=Decimal(0))
    lifecycle = models.CharField(max_length=12, default=Lifecycle.DRAFT.value)
    done_reason = models.CharField(max_length=12, blank=True, default="")
    pending = models.CharField(max_length=8, default=Pending.NONE.value)
    unknown_since = models.DateTimeField(null=True)
    ord_status = models.CharField(max_length=16, default=OrdStatus.PENDING_NEW.value)
    deny_code = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    done_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.quantity} {self.ord_status}"

    @property
    def is_over(self) -> bool:
        return self.lifecycle in (Lifecycle.DONE, Lifecycle.DENIED)

    @property
    def leaves(self) -> Decimal:
        """What may still be filled: nothing once it is over."""
        return Decimal(0) if self.is_over else max(self.quantity - self.filled, Decimal(0))

    @property
    def average_price(self) -> Decimal | None:
        """Quote per base of what was filled, to 18 decimals; None before the first fill."""
        return round_down(exact_div(self.filled_notional, self.filled), PRICE_DECIMALS) if self.filled else None

    def status_after(self, **changes: Any) -> dict[str, Any]:
        """``changes`` of columns with the FIX status that follows from them."""
        after = {name: changes.get(name, getattr(self, name)) for name in ("filled", "quantity")}
        status = ord_status(
            lifecycle=Lifecycle(changes.get("lifecycle", self.lifecycle)),
            done_reason=DoneReason(changes.get("done_reason", self.done_reason)),
            pending=Pending(changes.get("pending", self.pending)),
            **after,
        )
        return {**changes, "ord_status": status.value}


def state_constraints(prefix: str) -> list[models.BaseConstraint]:
    """What holds for every row, whoever writes it."""
    return [
        models.CheckConstraint(
            condition=Q(quantity__gt=0, filled__gte=0, filled_notional__gte=0), name=f"{prefix}_amounts"
        ),
        models.CheckConstraint(
            condition=Q(lifecycle="DONE", done_reason__in=[r.value for r in DoneReason if r], done_at__isnull=False)
            | (~Q(lifecycle="DONE") & Q(done_reason="")),
            name=f"{prefix}_done_has_reason",
        ),
        models.CheckConstraint(
            condition=Q(pending__in=[p.value for p in Pending], lifecycle="NEW") | Q(pending="NONE"),
            name=f"{prefix}_pending_only_working",
        ),
        models.CheckConstraint(
            condition=Q(lifecycle__in=[state.value for state in Lifecycle]), name=f"{prefix}_lifecycle_known"
        ),
        models.CheckConstraint(
            condition=~Q(done_reason="FILLED") | Q(filled__gte=F("quantity")), name=f"{prefix}_filled_is_full"
        ),
    ]
