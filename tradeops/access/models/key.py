from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tradeops.access.history import tracked
from tradeops.access.managers import ScopedManager
from tradeops.kernel.fields import PublicIdField


class ApiKey(models.Model):
    """A credential for a program of its holder. Only a keyed digest of the secret is stored.

    It can do what its ``roles`` and its holder's present roles both allow, within its ``scopes``.
    """

    id = PublicIdField()
    name = models.CharField(max_length=100)
    firm = models.ForeignKey("access.Firm", null=True, on_delete=models.PROTECT, related_name="api_keys")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_keys")
    created_by = models.CharField(max_length=200)
    roles = ArrayField(models.CharField(max_length=30))
    scopes = ArrayField(models.CharField(max_length=30))
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")
    history = tracked(excluded_fields=("digest", "last_used_at"))

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_key_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"

    @property
    def prefix(self) -> str:
        """The part of the key that may be shown and logged."""
        return f"tok_{self.id.hex}"
