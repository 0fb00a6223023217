"""Who asks: a browser session with CSRF protection, or an API key."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework import authentication
from rest_framework.request import Request

from tradeops.access.actors import actor_of_user
from tradeops.access.models import User
from tradeops.access.services import authenticate_key
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Denied
from tradeops.web.locality import is_local


@dataclass(frozen=True, slots=True)
class Principal:
    """What the framework calls the user of a request made with an API key."""

    pk: str
    is_authenticated: bool = True
    is_active: bool = True
    is_staff: bool = False


def session_actor(request: HttpRequest) -> Actor | None:
    """The signed-in person, or None. Raises Denied ``DEMO_ELSEWHERE`` or ``FIRM_SUSPENDED``."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return None
    if user.is_demo and not is_local(request):
        raise Denied("DEMO_ELSEWHERE", "Demo logins work only on the machine that runs the demo.")
    return actor_of_user(user)


class KeyAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer tok_<id>.<secret>``."""

    def authenticate(self, request: Request) -> tuple[Principal, Actor] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        actor = authenticate_key(token.strip(), local=is_local(request._request))
        return Principal(actor.id), actor

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="tradeops"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; the framework checks the CSRF token of every write."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        actor = session_actor(request._request)
        return (found[0], actor) if actor else None
