"""The base of every HTML page: signed in, permitted, with an actor; refusals as the shell's error pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import resolve_url
from django.views import View

from tradeops.access.policies import may_ask
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import TradeopsError, Unauthenticated
from tradeops.web import errors
from tradeops.web.authentication import session_actor

Handler = Callable[..., HttpResponseBase]
NOT_SIGNED_IN = Unauthenticated("NOT_SIGNED_IN", "Your session has ended. Sign in again.")


class PageRequest(HttpRequest):
    """The request a page receives; ``actor`` is who asks."""

    actor: Actor


def page_view(*, command: str, method: str = "GET") -> Callable[[Handler], Handler]:
    """A function that answers ``method`` (GET also answers HEAD) for those the policy of ``command`` permits."""

    def decorate(view: Handler) -> Handler:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _guard(request, {method: command}, view, request, *args, **kwargs)

        guarded.commands = {method: command}  # type: ignore[attr-defined]
        return guarded

    return decorate


class PageView(View):
    """A class of methods; ``commands`` names the policy of each one it answers."""

    commands: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        handled = {name.upper() for name in cls.http_method_names if hasattr(cls, name)} - {"OPTIONS", "HEAD"}
        if handled != set(cls.commands):
            raise TypeError(f"{cls.__name__}: commands must name exactly the methods {sorted(handled)}")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _guard(request, self.commands, super().dispatch, request, *args, **kwargs)


def _guard(
    request: HttpRequest, commands: dict[str, str], view: Handler, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    method = "GET" if request.method == "HEAD" and "HEAD" not in commands else request.method or ""
    if method not in commands:
        return HttpResponseNotAllowed(sorted(commands))
    try:
        actor = session_actor(request)
        if actor is None:
            return _sign_in(request)
        request.actor = actor  # type: ignore[attr-defined]
        may_ask(actor, commands[method])
        return view(*args, **kwargs)
    except TradeopsError as error:
        return errors.refusal(request, error)


def _sign_in(request: HttpRequest) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    response = errors.refusal(request, NOT_SIGNED_IN)
    response.headers["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
    return response
