from __future__ import annotations

from django.db import models


class VenueSession(models.Model):
    """Whether the desk knows where it stands at a venue account. Past ``reconciled_until`` nothing new is sent."""

    venue_account = models.OneToOneField("reference.VenueAccount", on_delete=models.PROTECT, related_name="+")
    reconciled_at = models.DateTimeField(null=True)
    reconciled_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"reconciled until {self.reconciled_until}"


class FillWatermark(models.Model):
    """The last execution that polling has seen. Only polling moves it: a stream may skip one."""

    venue_account = models.ForeignKey("reference.VenueAccount", on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey("reference.Instrument", on_delete=models.PROTECT, related_name="+")
    last_trade_id = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue_account", "instrument"], name="fill_watermark_once")]

    def __str__(self) -> str:
        return self.last_trade_id
