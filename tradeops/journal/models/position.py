from __future__ import annotations

from django.db import models

from tradeops.journal.models.event import Event
from tradeops.kernel.columns import ClockTimestamp


class Position(models.Model):
    """An event's place in the one gapless order, given by the relay once no earlier event can still appear.

    ``digest`` chains each position to the one before it; sealing fills it behind the writers.
    """

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="place")
    assigned_at = models.DateTimeField(db_default=ClockTimestamp())
    digest = models.BinaryField(null=True)

    def __str__(self) -> str:
        return str(self.position)
