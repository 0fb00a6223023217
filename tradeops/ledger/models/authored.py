"""Who wrote a row, frozen as values: no later change of a user can blank it."""

from django.db import models


class Authored(models.Model):
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120)

    class Meta:
        abstract = True
