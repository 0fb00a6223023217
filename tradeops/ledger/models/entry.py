"""What was booked: an entry and its lines."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.kernel.columns import ClockTimestamp, CurrentTransaction, TransactionIdField
from tradeops.kernel.fields import AmountField, PublicIdField
from tradeops.ledger.models.account import LedgerAccount
from tradeops.ledger.models.authored import Authored


class JournalEntry(Authored):
    """The header: once per ``reference``, with a cause, never altered.

    ``payload_hash`` tells a repetition of the same call from another call under the same reference.
    """

    id = PublicIdField()
    reference = models.CharField(max_length=200)
    payload_hash = models.BinaryField()
    code = models.CharField(max_length=40)
    source_kind = models.CharField(max_length=30)
    source_id = models.UUIDField()
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())
    created_xid = TransactionIdField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        db_table = "ledger_entry"
        verbose_name_plural = "journal entries"
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="ledger_entry_reference_once"),
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(code="") & ~Q(source_kind=""), name="ledger_entry_says_why"
            ),
        ]
        indexes = [models.Index(fields=["source_kind", "source_id"], name="ledger_entry_source")]

    def __str__(self) -> str:
        return self.reference


class Line(models.Model):
    """One signed amount on one account: debit positive. ``created_xid`` repeats the entry's."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = AmountField()
    code = models.CharField(max_length=40)
    created_xid = TransactionIdField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        db_table = "ledger_line"
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_line_not_zero"),
            models.CheckConstraint(condition=~Q(code=""), name="ledger_line_says_why"),
        ]
        indexes = [
            models.Index(fields=["account", "id"], name="ledger_line_statement"),
            models.Index(fields=["account", "created_xid"], name="ledger_line_fold"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"
