"""Every request has an id: in its answer, its logs, its events and its problem documents."""

from __future__ import annotations

import re
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from tradeops.kernel.context import serving
from tradeops.kernel.ids import uuid7

HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}\Z", re.ASCII)


class RequestIdMiddleware:
    """Take the caller's id when it is sane, else make one. Stands first, so that nothing runs without an id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        identifier = given if _SANE.match(given) else uuid7().hex
        request.request_id = identifier  # type: ignore[attr-defined]
        with serving(identifier), structlog.contextvars.bound_contextvars(request_id=identifier):
            response = self.get_response(request)
        response.headers[HEADER] = identifier
        return response
