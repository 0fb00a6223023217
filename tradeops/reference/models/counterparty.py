"""With whom the desk deals."""

from django.db import models
from django.db.models import Q

from tradeops.access.history import tracked
from tradeops.access.managers import ScopedManager
from tradeops.kernel.fields import PublicIdField
from tradeops.reference.types import Category, Funding, Status, Tier


class Counterparty(models.Model):
    """The trading relation with a client firm.

    ``funding`` says whether its side must lie with the desk before a trade (PREFUNDED) or is owed until
    settlement (CREDIT); ``settlement_days`` counts from the trade date; ``tier`` picks the markup.
    """

    id = PublicIdField()
    firm = models.OneToOneField("access.Firm", on_delete=models.PROTECT, related_name="counterparty")
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=24, choices=Category.choices())
    tier = models.CharField(max_length=1, choices=Tier.choices())
    funding = models.CharField(max_length=12, choices=Funding.choices())
    settlement_days = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status.choices(), default=Status.ACTIVE.value)

    objects = ScopedManager(firm="firm")
    history = tracked()

    class Meta:
        verbose_name_plural = "counterparties"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="counterparty_name_once"),
            models.CheckConstraint(condition=Q(category__in=Category.values()), name="counterparty_category_known"),
            models.CheckConstraint(condition=Q(tier__in=Tier.values()), name="counterparty_tier_known"),
            models.CheckConstraint(condition=Q(funding__in=Funding.values()), name="counterparty_funding_known"),
            models.CheckConstraint(condition=Q(settlement_days__lte=5), name="counterparty_settlement_days_short"),
            models.CheckConstraint(
                condition=Q(funding=Funding.CREDIT.value) | Q(settlement_days=0),
                name="counterparty_prefunded_settles_at_once",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values()), name="counterparty_status_known"),
        ]

    def __str__(self) -> str:
        return self.name
