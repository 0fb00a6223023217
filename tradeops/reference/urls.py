"""Routes of reference data."""

from __future__ import annotations

from django.urls import path

from tradeops.reference.api import Counterparties, Instruments

api_urlpatterns = [
    path("instruments", Instruments.as_view(), name="api_instruments"),
    path("counterparties", Counterparties.as_view(), name="api_counterparties"),
]
