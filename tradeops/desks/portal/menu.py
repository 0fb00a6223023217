"""The portal's menu and how its states read."""

from tradeops.web import states
from tradeops.web.navigation import Item, register
from tradeops.web.states import Face


def install() -> None:
    """Offer the portal's pages."""
    register(Item("portal", "Trade", "i-trade", "portal", place="portal", order=1, shortcut="g t"))
    register(Item("portal-trades", "Trades", "i-settle", "portal_trades", place="portal", order=2, shortcut="g h"))
    register(Item("portal-requests", "Requests", "i-rows", "portal_requests", place="portal", order=3, shortcut="g r"))
    register(
        Item("portal-balances", "Balances", "i-wallet", "portal_balances", place="portal", order=4, shortcut="g b")
    )
    states.register("obligation", {"OPEN": Face("Due", "half", "live"), "PENDING": Face("Booked", "ring", "live")})
