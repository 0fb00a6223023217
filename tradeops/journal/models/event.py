from __future__ import annotations

from django.db import models

from tradeops.journal.types import EventRecord, Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.columns import ClockTimestamp, CurrentTransaction, TransactionIdField


class Event(models.Model):
    """One change of state, written in the transaction that made it and never altered.

    It points at nothing by foreign key: the subject is named, the actor frozen, so no deletion can blank history.
    """

    name = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    firm_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120)
    payload = models.JSONField()
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField(db_default=ClockTimestamp())
    # Ids are not commit order: the relay orders by transaction.
    transaction = TransactionIdField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_by_subject"),
            models.Index(fields=["transaction", "id"], name="event_by_transaction"),
            models.Index(fields=["name", "occurred_at"], name="event_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind}:{self.subject_id}"

    def record(self) -> EventRecord:
        """The event as a value."""
        return EventRecord(
            id=self.pk,
            name=self.name,
            subject=Subject(self.subject_kind, self.subject_id),
            firm_id=self.firm_id,
            actor=Actor(kind=self.actor_kind, id=self.actor_id, label=self.actor_label, firm_id=self.firm_id),  # type: ignore[arg-type]
            payload=self.payload,
            reason=self.reason,
            request_id=self.request_id,
            occurred_at=self.occurred_at,
        )
