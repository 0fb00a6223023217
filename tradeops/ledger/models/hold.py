"""Money set aside, and how each hold ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.kernel.columns import ClockTimestamp
from tradeops.kernel.fields import AmountField
from tradeops.ledger.models.account import LedgerAccount
from tradeops.ledger.models.authored import Authored
from tradeops.ledger.models.entry import JournalEntry
from tradeops.ledger.types import HoldState


class Hold(Authored):
    """A pending amount on an account, counted when made. It is open until it has a resolution."""

    reference = models.CharField(max_length=200)
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    amount = AmountField()
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        db_table = "ledger_hold"
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="ledger_hold_reference_once"),
            models.CheckConstraint(condition=~Q(reference=""), name="ledger_hold_says_why"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_hold_positive"),
        ]

    def __str__(self) -> str:
        return self.reference


class HoldResolution(Authored):
    """The one end of a hold: RELEASED, or CONSUMED by the entry that spent it."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, primary_key=True, related_name="resolution")
    state = models.CharField(max_length=10)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, null=True, related_name="resolutions")
    resolved_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        db_table = "ledger_hold_resolution"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=HoldState.RELEASED.value, entry__isnull=True)
                | Q(state=HoldState.CONSUMED.value, entry__isnull=False),
                name="ledger_hold_resolution_consistent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hold_id} {self.state}"
