"""Writes that may be repeated: the same key gets the same answer, and the work is done once.

The answer is stored in the transaction of the work itself, under an advisory lock on the key. A crash leaves
neither work nor record, so the repeat does the work; there is no state in between to clean up.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from tradeops.kernel.errors import Invalid
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.models import IdempotencyRecord
from tradeops.web.problems import CONTENT_TYPE, exception_handler, problem

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}\Z", re.ASCII)
# What may be different the next time is not an answer to keep.
_PASSING = {401, 403, 409, 429}
Method = Callable[..., HttpResponseBase]


def idempotent(method: Method | None = None, *, redact: Sequence[str] = ()) -> Any:
    """Require ``Idempotency-Key`` on a method of an ApiView and carry it out once per credential and key.

    ``redact`` names top-level fields of the answer that are shown only the first time. Raises Invalid
    ``IDEMPOTENCY_KEY_MISSING`` or ``IDEMPOTENCY_KEY_INVALID``; answers 409 ``IDEMPOTENCY_KEY_REUSED`` to another
    request under the same key, and 409 ``IDEMPOTENCY_RUNNING`` while the first is being carried out.
    """

    def decorate(wrapped: Method) -> Method:
        @wraps(wrapped)
        def once(view: ApiView, request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            key = _key(request)
            credential = f"{request.actor.kind}:{request.actor.id}"
            fingerprint = _fingerprint(request)
            with transaction.atomic():
                if not _alone(f"{credential} {key}"):
                    detail = "The first request with this key is still being carried out."
                    return problem(409, "IDEMPOTENCY_RUNNING", "Conflict", detail, retry_after=1)
                kept = IdempotencyRecord.objects.filter(credential=credential, key=key).first()
                if kept is not None:
                    return _replay(kept, fingerprint)
                response = _carry_out(wrapped, view, request, *args, **kwargs)
                if response.status_code < 500 and response.status_code not in _PASSING:
                    IdempotencyRecord.objects.create(
                        credential=credential,
                        key=key,
                        fingerprint=fingerprint,
                        status=response.status_code,
                        content_type=_content_type(response),
                        body=_text(response, redact),
                    )
            return response

        # For the API's description of itself.
        once.takes_idempotency_key = True  # type: ignore[attr-defined]
        return once

    return decorate(method) if method else decorate


def _carry_out(method: Method, view: ApiView, request: ApiRequest, *args: Any, **kwargs: Any) -> Response:
    """The method's answer; what it raises becomes a problem document and its writes are undone."""
    try:
        with transaction.atomic():
            answer: Any = method(view, request, *args, **kwargs)
    except Exception as error:
        answer = exception_handler(error, {"view": view})
    if not isinstance(answer, Response):
        raise TypeError(f"{type(view).__name__}: an idempotent method answers with a Response")
    return answer


def _key(request: ApiRequest) -> str:
    key = request.headers.get(HEADER, "")
    if not key:
        raise Invalid("IDEMPOTENCY_KEY_MISSING", f"Send a new {HEADER} header with each new command.")
    if not _KEY.match(key):
        raise Invalid("IDEMPOTENCY_KEY_INVALID", f"{HEADER} is 1 to 200 visible ASCII characters.")
    return key


def _fingerprint(request: ApiRequest) -> str:
    digest = hashlib.sha256()
    for part in (request.method or "", request.path, request.META.get("QUERY_STRING", "")):
        digest.update(part.encode() + b"\0")
    digest.update(request._request.body)
    return digest.hexdigest()


def _alone(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def _replay(kept: IdempotencyRecord, fingerprint: str) -> HttpResponseBase:
    if kept.fingerprint != fingerprint:
        return problem(409, "IDEMPOTENCY_KEY_REUSED", "Conflict", "This key was used for another request.")
    response = HttpResponse(kept.body, status=kept.status, content_type=kept.content_type)
    response.headers["Idempotent-Replay"] = "true"
    return response


def _content_type(response: Response) -> str:
    return CONTENT_TYPE if response.content_type == CONTENT_TYPE else "application/json"


def _text(response: Response, redact: Sequence[str]) -> str:
    data = response.data
    if isinstance(data, dict):
        data = {name: value for name, value in data.items() if name not in redact}
    return JSONRenderer().render(data).decode()
