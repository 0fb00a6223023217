from __future__ import annotations

from django.db import models


class QuoteInputs(models.Model):
    """What the engine received for a quote, so that the price can be computed again, byte for byte.

    ``books`` are the levels in the market data codec; ``parameters`` every other value.
    """

    quote = models.OneToOneField("rfq.Quote", on_delete=models.PROTECT, primary_key=True, related_name="inputs")
    engine_version = models.PositiveSmallIntegerField()
    books = models.BinaryField()
    parameters = models.JSONField()

    def __str__(self) -> str:
        return f"inputs of {self.quote_id}"
