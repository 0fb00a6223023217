"""What can be owned: money, coins and tokens."""

from django.db import models
from django.db.models import F, Q

from tradeops.access.history import tracked


class AssetKind(models.TextChoices):
    FIAT = "FIAT", "Fiat money"
    COIN = "COIN", "Native coin of a chain"
    TOKEN = "TOKEN", "Token on a chain"
    STABLECOIN = "STABLECOIN", "Stablecoin"


class Asset(models.Model):
    """``precision`` is how many decimals an amount may have; ``display_precision`` how many people see."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=AssetKind.choices)
    precision = models.PositiveSmallIntegerField()
    display_precision = models.PositiveSmallIntegerField()

    history = tracked()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{2,12}$"), name="asset_code_shape"),
            models.CheckConstraint(condition=Q(kind__in=AssetKind.values), name="asset_kind_known"),
            # Amount columns are numeric(38,18).
            models.CheckConstraint(condition=Q(precision__lte=18), name="asset_precision_fits"),
            models.CheckConstraint(
                condition=Q(display_precision__lte=F("precision")), name="asset_display_within_precision"
            ),
        ]

    def __str__(self) -> str:
        return self.code
