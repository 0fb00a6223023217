from __future__ import annotations

from django.db import models


class WorkflowLink(models.Model):
    """One subject grew out of another: a quote out of its request, an order out of its trade."""

    parent_kind = models.CharField(max_length=30)
    parent_id = models.UUIDField()
    child_kind = models.CharField(max_length=30)
    child_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child_kind", "child_id", "parent_kind", "parent_id"], name="workflow_link_once"
            )
        ]
        indexes = [models.Index(fields=["parent_kind", "parent_id"], name="workflow_link_down")]

    def __str__(self) -> str:
        return f"{self.parent_kind}:{self.parent_id} > {self.child_kind}:{self.child_id}"
