"""Errors as RFC 9457 problem documents: a stable ``code``, a ``trace_id``, the ``fields`` at fault."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponseBase
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.response import Response

from tradeops.kernel.context import request_id
from tradeops.kernel.errors import Invalid, Throttled, TradeopsError, Unavailable

CONTENT_TYPE = "application/problem+json"
_REST = {
    exceptions.ParseError: ("REQUEST_MALFORMED", "The body could not be read"),
    exceptions.NotAuthenticated: ("NOT_SIGNED_IN", "Not signed in"),
    exceptions.AuthenticationFailed: ("NOT_SIGNED_IN", "Not signed in"),
    exceptions.NotFound: ("NOT_FOUND", "Not found"),
    exceptions.MethodNotAllowed: ("METHOD_NOT_ALLOWED", "Method not allowed"),
    exceptions.NotAcceptable: ("NOT_ACCEPTABLE", "No such representation"),
    exceptions.UnsupportedMediaType: ("MEDIA_TYPE_UNSUPPORTED", "Media type not supported"),
}
log = structlog.get_logger(__name__)


def problem(
    status: int,
    code: str,
    title: str,
    detail: str = "",
    *,
    fields: dict[str, Any] | None = None,
    retry_after: int | None = None,
) -> Response:
    """One problem document."""
    document = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or title,
        "code": code,
        "trace_id": request_id(),
    }
    if fields:
        document["fields"] = fields
    response = Response(document, status=status, content_type=CONTENT_TYPE)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="tradeops"'
    return response


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponseBase:
    """The answer to anything an API view raises. What the desk alone may see stays in the log."""
    if isinstance(error, TradeopsError):
        return _refusal(error)
    if isinstance(error, exceptions.APIException):
        return _rest(error)
    if isinstance(error, Http404):
        return problem(404, "NOT_FOUND", "Not found")
    if isinstance(error, PermissionDenied):
        return problem(403, "NOT_PERMITTED", "Not permitted")
    if isinstance(error, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return problem(413, "BODY_TOO_LARGE", "Body too large", f"A body has at most {most} bytes.")
    if isinstance(error, SuspiciousOperation):
        return problem(400, "REQUEST_MALFORMED", "The request could not be read")
    if isinstance(error, OperationalError | InterfaceError | RedisError):
        log.exception("api.dependency_failed", view=_view(context))
        return _dependency(error)
    log.exception("api.failed", view=_view(context))
    detail = "It is recorded. Look at the state of what you sent before you repeat it."
    return problem(500, "INTERNAL_ERROR", "Internal error", detail)


def _refusal(error: TradeopsError) -> Response:
    retry_after = error.retry_after if isinstance(error, Throttled) else None
    if isinstance(error, Unavailable):
        retry_after = 1
    fields = error.fields if isinstance(error, Invalid) else None
    return problem(error.status, error.code, error.title, error.detail, fields=fields, retry_after=retry_after)


def _rest(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {"": error.detail}
        return problem(400, "INPUT_INVALID", "Invalid request", "Some fields are not valid.", fields=fields)
    if isinstance(error, exceptions.PermissionDenied):
        code = "CSRF_FAILED" if "CSRF" in str(error.detail) else "NOT_PERMITTED"
        return problem(403, code, "Not permitted", str(error.detail))
    code, title = _REST.get(type(error), ("REQUEST_REFUSED", "Refused"))
    return problem(error.status_code, code, title, str(error.detail))


def _dependency(error: Exception) -> Response:
    if isinstance(error.__cause__, LockNotAvailable | QueryCanceled | DeadlockDetected):
        return problem(503, "BUSY", "Busy", "Somebody else is working on the same. Try again.", retry_after=1)
    return problem(
        503, "DEPENDENCY_UNAVAILABLE", "Unavailable", "A part of the desk is down. Try again.", retry_after=2
    )


def _view(context: dict[str, Any]) -> str:
    return type(context.get("view")).__name__
