"""Pages and fragments that belong to the shell itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

from tradeops.kernel.errors import TradeopsError
from tradeops.web import errors, examples
from tradeops.web.authentication import session_actor
from tradeops.web.shell import Shell

Handler = Callable[[HttpRequest], HttpResponse]


def for_the_signed_in(view: Handler) -> Handler:
    """No command stands behind a fragment of the shell: whoever is signed in may have it; 401 otherwise."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            actor = session_actor(request)
        except TradeopsError as error:
            return errors.refusal(request, error)
        if actor is None:
            return JsonResponse({"code": "NOT_SIGNED_IN"}, status=401)
        request.actor = actor  # type: ignore[attr-defined]
        return view(request)

    return guarded


@require_GET
@for_the_signed_in
def signals(request: HttpRequest) -> HttpResponse:
    """The signals of the top bar, a live region of every desk page; with them the rail's counts and the measures."""
    return render(request, "web/shell/news.html", {"signals_url": reverse("web_signals")})


@require_GET
@for_the_signed_in
def ticket(request: HttpRequest) -> HttpResponse:
    """A new socket ticket, for a page whose socket comes back."""
    return JsonResponse({"ticket": Shell(request).ticket})


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Where a browser looks for the icon of a page that names none, such as the admin's."""
    return redirect(static("favicon.svg"))


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with invented values: for newcomers and for the tests. Not in production."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "web/gallery.html", examples.context())
