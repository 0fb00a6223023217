"""Error pages. A program gets a problem document, a person a page that says what did not happen."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from tradeops.kernel.errors import Throttled, TradeopsError
from tradeops.web.shell import THEMES, environment


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    code: str
    title: str
    detail: str


BAD_REQUEST = Page(400, "BAD_REQUEST", "The request could not be read", "Nothing was changed. Go back and try again.")
DENIED = Page(403, "NOT_PERMITTED", "You may not do this", "Nothing was changed. Your role does not include it.")
CSRF = Page(
    403, "CSRF_FAILED", "This page is out of date", "Nothing was changed. Load the page again, then repeat the command."
)
NOT_FOUND = Page(404, "NOT_FOUND", "There is nothing here", "It does not exist, or it belongs to another firm.")
THROTTLED = Page(429, "THROTTLED", "Too many requests", "Nothing was changed. Wait a moment, then try again.")
FAILED = Page(
    500,
    "INTERNAL_ERROR",
    "Something went wrong on our side",
    "We recorded it. If you sent a command, look at its state before you repeat it: it may have been carried out.",
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return respond(request, BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return respond(request, DENIED)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return respond(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    return respond(request, FAILED)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return respond(request, CSRF)


def throttled(request: HttpRequest, retry_after: int = 1) -> HttpResponse:
    response = respond(request, THROTTLED)
    response.headers["Retry-After"] = str(retry_after)
    return response


def refusal(request: HttpRequest, error: TradeopsError) -> HttpResponse:
    """The page or problem document for an error that a page view raised. Only client-safe text leaves."""
    response = respond(request, Page(error.status, error.code, error.title, error.detail))
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def respond(request: HttpRequest, page: Page) -> HttpResponse:
    """A problem document for the API and for htmx (a toast shows it), else a page that needs nothing to render."""
    request_id = str(getattr(request, "request_id", "") or "")
    if request.path.startswith("/api/") or request.headers.get("HX-Request"):
        problem = {
            "type": "about:blank",
            "title": page.title,
            "status": page.status,
            "detail": page.detail,
            "code": page.code,
            "trace_id": request_id,
        }
        return JsonResponse(problem, status=page.status, content_type="application/problem+json")
    # Without the request: no context processor runs, so a broken database or session cannot break this page.
    theme = request.COOKIES.get("theme")
    shell = {"environment": environment(), "theme": theme if theme in THEMES else ""}
    context = {"page": page, "request_id": request_id, "path": request.path, "shell": shell}
    return HttpResponse(render_to_string("web/error.html", context), status=page.status)
