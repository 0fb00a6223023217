"""What the rail and the portal's menu offer: apps register their pages, the shell shows what the actor may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import reverse

Place = Literal["desk", "desk-foot", "portal"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A count on a rail entry: ``tone`` is warn, danger, violet or nothing."""

    count: int
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A page in a menu. ``visible`` and ``badge`` are asked at each rendering; ``shortcut`` is e.g. ``g t``."""

    key: str
    label: str
    icon: str
    route: str
    place: Place = "desk"
    order: int = 50
    shortcut: str = ""
    visible: Callable[[HttpRequest], bool] = lambda request: True
    badge: Callable[[HttpRequest], Badge | None] = lambda request: None


@dataclass(frozen=True, slots=True)
class Link:
    """An item as the template sees it."""

    item: Item
    url: str
    current: bool
    badge: Badge | None


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Add a page to its menu; a key registered twice replaces the first."""
    _items[item.key] = item


def links(request: HttpRequest, place: Place, current: str = "") -> list[Link]:
    """What the actor may open, in order. ``current`` is the key of the page's item; else the route decides."""
    match = request.resolver_match
    route = match.view_name if match else ""
    offered = sorted((item for item in _items.values() if item.place == place), key=lambda item: item.order)
    return [
        Link(item, reverse(item.route), item.key == current if current else item.route == route, item.badge(request))
        for item in offered
        if item.visible(request)
    ]
