"""Routes of the operations page."""

from __future__ import annotations

from django.urls import URLPattern, path

from tradeops.desks.operations import commands, views

urlpatterns: list[URLPattern] = [
    path("desk/operations/", views.page, name="desk_operations"),
    path("desk/operations/parts/<str:name>/", views.part, name="operations_part"),
    path("desk/operations/legs/<uuid:obligation_id>/settle/", commands.Settle.as_view(), name="operations_settle"),
    path("desk/operations/deposits/", commands.deposit, name="operations_deposit"),
    path("desk/operations/approvals/<uuid:approval_id>/", commands.Decide.as_view(), name="operations_decide"),
    path("desk/operations/deliveries/<int:delivery_id>/", commands.Letter.as_view(), name="operations_delivery"),
    path("desk/operations/deliveries/<int:delivery_id>/retry/", commands.retry, name="operations_retry"),
    path("desk/operations/deliveries/<int:delivery_id>/discard/", commands.discard, name="operations_discard"),
]
