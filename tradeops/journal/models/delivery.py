from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.journal.models.event import Event
from tradeops.kernel.columns import ClockTimestamp


class Delivery(models.Model):
    """What one subscriber is owed of one event. It is done exactly once, or a person is told why not."""

    class State(models.TextChoices):
        PENDING = "PENDING"
        CLAIMED = "CLAIMED"
        DONE = "DONE"
        EXPIRED = "EXPIRED"
        DEAD = "DEAD"
        DISCARDED = "DISCARDED"

    OPEN = (State.PENDING, State.CLAIMED)

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    subscriber = models.CharField(max_length=60)
    queue = models.CharField(max_length=20)
    # The subject, when the subscriber wants the events of one subject in their order; else empty.
    lane = models.CharField(max_length=70, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    rings = models.PositiveIntegerField(default=0)
    useful_until = models.DateTimeField(null=True)
    ring_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once_per_subscriber"),
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "CLAIMED", "DEAD"]) | Q(done_at__isnull=False),
                name="delivery_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["ring_at"], condition=Q(state__in=["PENDING", "CLAIMED"]), name="delivery_open"),
            models.Index(
                fields=["subscriber", "lane", "id"],
                condition=Q(state__in=["PENDING", "CLAIMED", "DEAD"]) & ~Q(lane=""),
                name="delivery_lane",
            ),
            models.Index(fields=["state"], condition=Q(state="DEAD"), name="delivery_dead"),
            models.Index(fields=["subscriber", "done_at"], name="delivery_by_subscriber"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} of {self.event_id}: {self.state}"
