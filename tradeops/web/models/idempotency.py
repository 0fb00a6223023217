from __future__ import annotations

from django.db import models


class IdempotencyRecord(models.Model):
    """The answer that a credential's key got, written in the transaction of what it answers for."""

    credential = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=100)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential", "key"], name="idempotency_once_per_credential")]

    def __str__(self) -> str:
        return f"{self.credential} {self.key}"
