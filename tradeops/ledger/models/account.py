"""What money is booked to, and how much of it there is."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tradeops.kernel.columns import ClockTimestamp, TransactionIdField
from tradeops.kernel.fields import AmountField
from tradeops.ledger.types import Account, Mode, Side


class LedgerAccount(models.Model):
    """An account of the chart in one asset for one owner. Nothing of it ever changes.

    ``scale`` is the asset's precision on the day the account was opened, filled by the database.
    """

    code = models.CharField(max_length=8)
    asset = models.ForeignKey("reference.Asset", on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=80, blank=True)
    scale = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=8, choices=[(mode.value, mode.value) for mode in Mode])
    normal = models.CharField(max_length=8, choices=[(side.value, side.value) for side in Side])
    may_go_negative = models.BooleanField()
    opened_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        db_table = "ledger_account"
        ordering = ["code", "asset", "owner"]
        constraints = [
            models.UniqueConstraint(fields=["code", "asset", "owner"], name="ledger_account_once"),
            models.CheckConstraint(
                condition=Q(mode__in=[mode.value for mode in Mode]), name="ledger_account_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(normal__in=[side.value for side in Side]), name="ledger_account_normal_known"
            ),
            models.CheckConstraint(
                condition=Q(may_go_negative=True) | Q(mode=Mode.BALANCE.value),
                name="ledger_account_floor_needs_row",
            ),
        ]
        indexes = [models.Index(fields=["owner"], name="ledger_account_owner")]

    def __str__(self) -> str:
        return str(Account(self.code, self.asset_id, self.owner))


class Balance(models.Model):
    """The totals of an account, written by the database alone: no statement can set them.

    For a DELTA account they cover the lines of all transactions before ``folded_to``; later lines are added
    when it is read (view ``ledger_current_balance``). ``normal`` and ``may_go_negative`` repeat the account.
    """

    account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, primary_key=True, related_name="balance")
    normal = models.CharField(max_length=8)
    may_go_negative = models.BooleanField()
    debits_posted = AmountField(default=0)
    credits_posted = AmountField(default=0)
    debits_pending = AmountField(default=0)
    credits_pending = AmountField(default=0)
    folded_to = TransactionIdField(null=True)

    class Meta:
        db_table = "ledger_balance"
        constraints = [
            models.CheckConstraint(
                condition=Q(may_go_negative=True)
                | Q(normal=Side.CREDIT.value, credits_posted__gte=F("debits_posted") + F("debits_pending"))
                | Q(normal=Side.DEBIT.value, debits_posted__gte=F("credits_posted") + F("credits_pending")),
                name="ledger_balance_available_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(debits_pending__gte=0, credits_pending__gte=0),
                name="ledger_balance_pending_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"balance of {self.account_id}"
