from __future__ import annotations

from django.db import models
from django.db.models import Q

from tradeops.access.history import tracked
from tradeops.kernel.fields import PublicIdField


class Firm(models.Model):
    """A legal entity: the house itself, or a client whose people and keys see only its own rows."""

    class Kind(models.TextChoices):
        HOUSE = "HOUSE"
        CLIENT = "CLIENT"

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE"
        SUSPENDED = "SUSPENDED"

    id = PublicIdField()
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CLIENT)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)
    history = tracked()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["HOUSE", "CLIENT"]), name="firm_kind_known"),
            models.CheckConstraint(condition=Q(status__in=["ACTIVE", "SUSPENDED"]), name="firm_status_known"),
        ]

    def __str__(self) -> str:
        return self.name
