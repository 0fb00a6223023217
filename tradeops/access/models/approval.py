from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tradeops.kernel.fields import PublicIdField


class Approval(models.Model):
    """A command that one person asked for and another must agree to before it is carried out."""

    class State(models.TextChoices):
        PENDING = "PENDING"
        APPROVED = "APPROVED"
        REJECTED = "REJECTED"
        EXECUTED = "EXECUTED"
        EXPIRED = "EXPIRED"
        VOID = "VOID"

    id = PublicIdField()
    command = models.CharField(max_length=100)
    payload = models.JSONField()
    payload_hash = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=50)
    subject_id = models.UUIDField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decision_reason = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="PENDING"), name="approval_pending"),
            models.Index(fields=["subject_kind", "subject_id"], name="approval_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["payload_hash"], condition=Q(state="PENDING"), name="approval_asked_once"),
            models.CheckConstraint(condition=~Q(maker=F("checker")), name="approval_two_people"),
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "EXPIRED", "VOID"]) | Q(checker__isnull=False),
                name="approval_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "APPROVED", "REJECTED", "EXECUTED", "EXPIRED", "VOID"]),
                name="approval_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.command} {self.state}"
