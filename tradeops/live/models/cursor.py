from __future__ import annotations

from django.db import models


class PublisherCursor(models.Model):
    """The journal position up to which everything has been pushed."""

    name = models.CharField(max_length=20, primary_key=True)
    position = models.BigIntegerField()
    moved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
