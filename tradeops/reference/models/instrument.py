"""What can be quoted: one asset priced in another."""

from django.db import models
from django.db.models import F, Q

from tradeops.access.history import tracked
from tradeops.kernel.fields import AmountField
from tradeops.reference.types import Status


class InstrumentKind(models.TextChoices):
    SPOT = "SPOT", "Spot"


class Instrument(models.Model):
    """Price is quote currency per one base; sizes are in base and are published to clients."""

    symbol = models.CharField(max_length=25, primary_key=True)
    base = models.ForeignKey("reference.Asset", on_delete=models.PROTECT, related_name="+")
    quote = models.ForeignKey("reference.Asset", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=InstrumentKind.choices, default=InstrumentKind.SPOT)
    price_tick = AmountField()
    size_step = AmountField()
    min_size = AmountField()
    max_size = AmountField()
    status = models.CharField(max_length=12, choices=Status.choices(), default=Status.ACTIVE.value)

    history = tracked()

    class Meta:
        ordering = ["symbol"]
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "kind"], name="instrument_pair_once"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="instrument_two_assets"),
            models.CheckConstraint(condition=Q(price_tick__gt=0, size_step__gt=0), name="instrument_steps_positive"),
            models.CheckConstraint(
                condition=Q(min_size__gt=0, max_size__gte=F("min_size")), name="instrument_sizes_ordered"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values()), name="instrument_status_known"),
        ]

    def __str__(self) -> str:
        return self.symbol
