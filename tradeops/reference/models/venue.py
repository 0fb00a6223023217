"""Where the desk trades: venues, its accounts there, what they list and what they charge."""

from django.db import models
from django.db.models import F, Q

from tradeops.access.history import tracked
from tradeops.kernel.fields import AmountField, PublicIdField
from tradeops.reference.types import Status


class Dialect(models.TextChoices):
    BINANCE = "binance", "Binance spot"


class Venue(models.Model):
    """``base_url`` is the address all REST and WebSocket addresses derive from; blank: the dialect's own."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=80)
    base_url = models.URLField(max_length=200, blank=True)
    dialect = models.CharField(max_length=12, choices=Dialect.choices, default=Dialect.BINANCE)
    status = models.CharField(max_length=12, choices=Status.choices(), default=Status.ACTIVE.value)

    history = tracked()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z][a-z0-9_-]*$"), name="venue_code_shape"),
            models.CheckConstraint(condition=Q(status__in=Status.values()), name="venue_status_known"),
        ]

    def __str__(self) -> str:
        return self.code


class VenueAccount(models.Model):
    """The desk's account at a venue. The secret of ``api_key`` is in the settings, never here."""

    id = PublicIdField()
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="accounts")
    name = models.CharField(max_length=40)
    api_key = models.CharField(max_length=128)
    status = models.CharField(max_length=12, choices=Status.choices(), default=Status.ACTIVE.value)

    history = tracked()

    class Meta:
        ordering = ["venue", "name"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "name"], name="venue_account_name_once"),
            models.UniqueConstraint(fields=["venue", "api_key"], name="venue_account_key_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values()), name="venue_account_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.venue_id}/{self.name}"


class VenueInstrument(models.Model):
    """How a venue trades an instrument: its own symbol, increments and bounds."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="instruments")
    instrument = models.ForeignKey("reference.Instrument", on_delete=models.PROTECT, related_name="venues")
    venue_symbol = models.CharField(max_length=40)
    tick = AmountField()
    lot = AmountField()
    min_quantity = AmountField()
    max_quantity = AmountField()
    min_notional = AmountField(default=0)
    status = models.CharField(max_length=12, choices=Status.choices(), default=Status.ACTIVE.value)

    history = tracked()

    class Meta:
        ordering = ["instrument", "venue"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "instrument"], name="venue_instrument_once"),
            models.UniqueConstraint(fields=["venue", "venue_symbol"], name="venue_symbol_once"),
            models.CheckConstraint(condition=Q(tick__gt=0, lot__gt=0), name="venue_instrument_steps_positive"),
            models.CheckConstraint(
                condition=Q(min_quantity__gt=0, max_quantity__gte=F("min_quantity"), min_notional__gte=0),
                name="venue_instrument_bounds_ordered",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values()), name="venue_instrument_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id}@{self.venue_id}"


class FeeSchedule(models.Model):
    """What a venue charges from ``valid_from`` on, in basis points of the notional. A rebate is negative."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="fees")
    taker_bps = models.DecimalField(max_digits=9, decimal_places=4)
    maker_bps = models.DecimalField(max_digits=9, decimal_places=4)
    valid_from = models.DateTimeField()

    history = tracked()

    class Meta:
        ordering = ["venue", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "valid_from"], name="fee_schedule_once_a_moment"),
            models.CheckConstraint(
                condition=Q(taker_bps__gt=-1000, taker_bps__lt=1000, maker_bps__gt=-1000, maker_bps__lt=1000),
                name="fee_schedule_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.taker_bps} bps from {self.valid_from:%Y-%m-%d}"
