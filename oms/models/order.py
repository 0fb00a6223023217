from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from oms.models.state import OrderState, state_constraints
from tradeops.kernel.fields import AmountField


class Order(OrderState):
    """The desk's own order to hedge a trade or a residual, split into children at venues.

    ``side`` is the desk's. A remainder is hedged by a second order of the same trade (``attempt`` 2), never by a
    change of this one, so every order stands on a decision of its own and its children never exceed it. ``dust`` is
    what it left that no venue would take: it waits for the dust of other deals, and this order's trade is hedged.
    """

    trade = models.ForeignKey("oms.Trade", on_delete=models.PROTECT, null=True, related_name="orders", db_index=False)
    residual = models.ForeignKey("oms.Residual", on_delete=models.PROTECT, null=True, related_name="orders")
    attempt = models.PositiveSmallIntegerField(default=1)
    instrument = models.ForeignKey("reference.Instrument", on_delete=models.PROTECT, related_name="+", db_index=False)
    side = models.CharField(max_length=4)
    dust = AmountField(default=Decimal(0))
    decision = models.OneToOneField("risk.Decision", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            *state_constraints("order"),
            models.CheckConstraint(condition=Q(side__in=["BUY", "SELL"]), name="order_side"),
            models.CheckConstraint(condition=Q(dust__gte=0), name="order_dust"),
            models.CheckConstraint(
                condition=Q(trade__isnull=False, residual__isnull=True, attempt__in=[1, 2])
                | Q(trade__isnull=True, residual__isnull=False, attempt=1),
                name="order_has_one_origin",
            ),
            models.UniqueConstraint(fields=["trade", "attempt"], name="order_once_per_attempt"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="order_newest"),
            models.Index(fields=["created_at"], condition=~Q(lifecycle__in=["DONE", "DENIED"]), name="order_open"),
        ]
