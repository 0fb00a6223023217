"""The words of every desk page's top bar: may we trade, do we see the market."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from risk.selectors import trading_states
from risk.types import TradingMode
from tradeops.access.policies import may
from tradeops.desks.scopes import scope_words
from tradeops.kernel.actor import Actor
from tradeops.marketdata.selectors import market_strip
from tradeops.web.shell import Signal, register_signal


def trading(request: HttpRequest) -> Signal | None:
    """Active, or the stopped scopes, the worst state first."""
    actor = _house(request)
    if actor is None:
        return None
    stopped = [view for view in trading_states(actor) if view.state is not TradingMode.ACTIVE]
    href = f"{reverse('desk_trader')}#trading"
    if not stopped:
        return Signal("Trading active", "full", "ok", href=href)
    halted = any(view.state is TradingMode.HALTED for view in stopped)
    scopes = ", ".join(scope_words(view.scope) for view in stopped)
    whole = any(view.scope in ("firm", "desk") for view in stopped)
    word = "Trading" if whole else "1 scope" if len(stopped) == 1 else f"{len(stopped)} scopes"
    title = f"{scopes}: {stopped[0].reason}"
    if halted:
        return Signal(f"{word} halted", "stop", "bad", title=title, href=href)
    return Signal(f"{word} reducing", "half", "warn", title=title, href=href)


def books(request: HttpRequest) -> Signal | None:
    """How many books are fresh, and the age of the oldest of them."""
    if _house(request) is None:
        return None
    strips = market_strip()
    fresh, total = sum(strip.fresh for strip in strips), sum(strip.total for strip in strips)
    age = max((strip.age_ms for strip in strips if strip.age_ms is not None), default=None)
    whole = fresh == total and total > 0
    detail = "" if age is None else f"{age} ms"
    return Signal(f"{fresh} of {total} books", "full" if whole else "tri", "ok" if whole else "warn", detail=detail)


def install() -> None:
    """Show both."""
    register_signal("trading_state", trading, order=10)
    register_signal("market_data", books, order=20)


def _house(request: HttpRequest) -> Actor | None:
    actor: Actor | None = getattr(request, "actor", None)
    return actor if actor is not None and actor.is_house and may(actor, "risk.view") else None
