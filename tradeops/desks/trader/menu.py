"""The trader desk's place in the rail."""

from django.http import HttpRequest

from tradeops.web import states
from tradeops.web.navigation import Item, register
from tradeops.web.states import Face


def install() -> None:
    """Offer the page to the house."""
    register(Item("trader", "Trader", "i-trade", "desk_trader", order=10, shortcut="g t", visible=_house))
    states.register("scope", {"ACTIVE": Face("Active", "full", "ok")})
    states.register("residual", {"OPEN": Face("Open", "ring", "warn"), "ASSIGNED": Face("Assigned", "half", "live")})


def _house(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and actor.is_house
