from __future__ import annotations

from django.db import models


class ScheduledRun(models.Model):
    """One run of an entry of the calendar, and what came of it."""

    class Outcome(models.TextChoices):
        RUNNING = "RUNNING"
        PASSED = "PASSED"
        FAILED = "FAILED"

    name = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.RUNNING)
    detail = models.TextField(blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["name", "-started_at"], name="scheduled_run_latest")]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d %H:%M} {self.outcome}"
