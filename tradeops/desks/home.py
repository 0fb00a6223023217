"""Where ``/`` leads: everybody to the page they work on."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from tradeops.access.roles import DEALER, RISK_OFFICER
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import TradeopsError
from tradeops.web import errors
from tradeops.web.authentication import session_actor


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The portal for a client, the desk's pages for the house; whoever is signed in is led somewhere."""
    try:
        actor = session_actor(request)
    except TradeopsError as error:
        return errors.refusal(request, error)
    return redirect(_route(actor)) if actor else redirect_to_login(request.get_full_path())


def _route(actor: Actor) -> str:
    if not actor.is_house:
        return "portal"
    return "desk_trader" if actor.roles & {DEALER, RISK_OFFICER} else "desk_operations"
