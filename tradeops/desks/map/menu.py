"""The map's place in the rail."""

from __future__ import annotations

from tradeops.desks.house import house_actor
from tradeops.web.navigation import Item, register


def install() -> None:
    """Offer the page to the house."""
    register(
        Item(
            "map", "Map", "i-map", "desk_map",
            order=40, shortcut="g m", visible=lambda request: house_actor(request) is not None,
        )
    )  # fmt: skip
