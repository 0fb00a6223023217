from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from oms.models.state import OrderState, state_constraints
from tradeops.kernel.fields import AmountField


class ChildOrder(OrderState):
    """One order at one venue, immediate-or-cancel at ``limit_price``. Sent once; its fate is asked, not guessed.

    ``final_status`` and ``final_filled`` are the venue's last word: the child is DONE when that much was recorded.
    ``missing_since`` is when the venue first said it has no such order.
    """

    parent = models.ForeignKey("oms.Order", on_delete=models.PROTECT, related_name="children")
    venue_account = models.ForeignKey(
        "reference.VenueAccount", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    venue = models.ForeignKey("reference.Venue", on_delete=models.PROTECT, related_name="+", db_index=False)
    venue_symbol = models.CharField(max_length=30)
    client_order_id = models.CharField(max_length=36)
    limit_price = AmountField()
    expected_notional = AmountField()
    venue_order_id = models.CharField(max_length=60, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)
    final_status = models.CharField(max_length=16, blank=True, default="")
    final_filled = AmountField(default=Decimal(0))

    class Meta:
        constraints = [
            *state_constraints("child_order"),
            models.CheckConstraint(condition=Q(limit_price__gt=0), name="child_order_limit"),
            models.CheckConstraint(
                condition=Q(lifecycle__in=["DRAFT", "DENIED"]) | Q(sent_at__isnull=False), name="child_order_sent"
            ),
            models.UniqueConstraint(fields=["venue_account", "client_order_id"], name="child_order_client_id_once"),
            models.UniqueConstraint(
                fields=["venue_account", "venue_symbol", "venue_order_id"],
                condition=~Q(venue_order_id=""),
                name="child_order_venue_id_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["venue_account"], condition=~Q(lifecycle__in=["DONE", "DENIED"]), name="child_order_open"
            ),
        ]
