"""The route of the map."""

from __future__ import annotations

from django.urls import URLPattern, path

from tradeops.desks.map import views

urlpatterns: list[URLPattern] = [path("desk/map/", views.page, name="desk_map")]
