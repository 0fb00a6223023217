from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from rfq.types import Leg, Side
from tradeops.access.managers import ScopedManager
from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField, PublicIdField


class Quote(models.Model):
    """A firm price for a while. Everything but its state is fixed by a trigger once it exists.

    A side that was not asked for is null. ``waterfall`` explains each price term by term, for the desk.
    """

    id = PublicIdField()
    rfq = models.ForeignKey("rfq.Rfq", on_delete=models.PROTECT, related_name="quotes")
    counterparty = models.ForeignKey(
        "reference.Counterparty", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    instrument = models.ForeignKey("reference.Instrument", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, default="ACTIVE")
    offer = AmountField(null=True)
    buy_base_amount = AmountField(null=True)
    buy_quote_amount = AmountField(null=True)
    buy_markup = AmountField(null=True)
    bid = AmountField(null=True)
    sell_base_amount = AmountField(null=True)
    sell_quote_amount = AmountField(null=True)
    sell_markup = AmountField(null=True)
    mid = AmountField()
    waterfall = models.JSONField()
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    expires_at = models.DateTimeField()

    objects = ScopedManager(firm="counterparty__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rfq"], condition=Q(state="ACTIVE"), name="quote_one_live_per_rfq"),
            models.CheckConstraint(condition=Q(offer__isnull=False) | Q(bid__isnull=False), name="quote_has_a_side"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="ACTIVE"), name="quote_live_by_deadline"),
            models.Index(fields=["-created_at", "-id"], name="quote_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.bid or '-'} / {self.offer or '-'} {self.instrument_id}"

    def leg(self, side: Side) -> Leg | None:
        """The terms of one side, or None when it was not quoted."""
        name = side.value.lower()
        price: Decimal | None = self.offer if side is Side.BUY else self.bid
        if price is None:
            return None
        return Leg(
            side=side,
            price=price,
            base_amount=getattr(self, f"{name}_base_amount"),
            quote_amount=getattr(self, f"{name}_quote_amount"),
            markup=getattr(self, f"{name}_markup"),
        )
