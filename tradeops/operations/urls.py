"""Routes of operations."""

from __future__ import annotations

from django.urls import path

from tradeops.operations import views
from tradeops.operations.api import Deliveries, DeliveryDiscard, DeliveryRetry, Stages

api_urlpatterns = [
    path("operations/deliveries", Deliveries.as_view(), name="api_deliveries"),
    path("operations/deliveries/<int:delivery_id>/retry", DeliveryRetry.as_view(), name="api_delivery_retry"),
    path("operations/deliveries/<int:delivery_id>/discard", DeliveryDiscard.as_view(), name="api_delivery_discard"),
    path("operations/stages", Stages.as_view(), name="api_stages"),
]

page_urlpatterns = [
    path("healthz", views.healthz, name="operations_healthz"),
    path("readyz", views.readyz, name="operations_readyz"),
    path("metrics", views.figures, name="operations_metrics"),
]
