from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of one process. ``queue:<name>`` stands for a task that came through that queue."""

    process = models.CharField(max_length=60)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "host", "pid"], name="heartbeat_once")]
        indexes = [models.Index(fields=["beat_at"], name="heartbeat_age")]

    def __str__(self) -> str:
        return f"{self.process} on {self.host} ({self.pid})"
