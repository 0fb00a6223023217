from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tradeops.access.history import tracked
from tradeops.access.roles import ALL_ROLES, CHOICES


class RoleAssignment(models.Model):
    """A role that a person holds now; revoking deletes the row and the history keeps it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=30, choices=CHOICES)
    assigned_at = models.DateTimeField(auto_now_add=True)
    history = tracked()

    class Meta:
        ordering = ["user", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="role_once_per_user"),
            models.CheckConstraint(condition=Q(role__in=sorted(ALL_ROLES)), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
