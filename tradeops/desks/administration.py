"""The administration's place in the rail."""

from __future__ import annotations

from django.http import HttpRequest

from tradeops.web.navigation import Item, register


def install() -> None:
    """Offer Django's administration pages to those whom they let in."""
    register(Item("administration", "Admin", "i-gear", "admin:index", place="desk-foot", visible=_staff))


def _staff(request: HttpRequest) -> bool:
    return bool(getattr(getattr(request, "user", None), "is_staff", False))
