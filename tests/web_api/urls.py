"""Views that exercise the API's base classes, and the product's own routes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.urls import include, path
from psycopg.errors import LockNotAvailable
from redis.exceptions import ConnectionError as RedisConnectionError
from rest_framework import serializers
from rest_framework.response import Response

from tradeops.access.services import create_firm
from tradeops.kernel.actor import system
from tradeops.kernel.context import request_id
from tradeops.kernel.errors import (
    Conflict,
    Expired,
    Invalid,
    LimitBreached,
    NotFound,
    Throttled,
    Unavailable,
)
from tradeops.urls import urlpatterns as product
from tradeops.web import inputs
from tradeops.web.api import PUBLIC, ApiRequest, ApiView
from tradeops.web.idempotency import idempotent
from tradeops.web.pages import page_view


def busy() -> OperationalError:
    error = OperationalError("canceling statement due to lock timeout")
    error.__cause__ = LockNotAvailable()
    return error


FAILURES = {
    "invalid": lambda: Invalid("SIZE_TOO_SMALL", "Too small.", fields={"size": ["min"]}, secret_limit="7"),
    "not_found": lambda: NotFound("RFQ_NOT_FOUND", "No such RFQ."),
    "conflict": lambda: Conflict("DECIDED", "Decided."),
    "limit": lambda: LimitBreached("CREDIT", "Credit.", threshold="1000000"),
    "expired": lambda: Expired("QUOTE_EXPIRED", "Expired."),
    "throttled": lambda: Throttled("SLOW_DOWN", "Slow down.", retry_after=7),
    "unavailable": lambda: Unavailable("NO_PRICE", "No price."),
    "http404": lambda: Http404("hidden"),
    "forbidden": lambda: PermissionDenied("hidden"),
    "busy": busy,
    "redis": lambda: RedisConnectionError("redis://secret@host"),
    "bug": lambda: ZeroDivisionError("hidden secret"),
}


class Fail(ApiView):
    commands = {"GET": PUBLIC}

    def get(self, request: ApiRequest, how: str) -> Response:
        raise FAILURES[how]()


class LegIn(serializers.Serializer):
    amount = inputs.AmountField()


class OrderIn(serializers.Serializer):
    side = serializers.ChoiceField(choices=["BUY", "SELL"])
    size = inputs.AmountField()
    legs = LegIn(many=True, required=False)


class Order(ApiView):
    commands = {"POST": "access.whoami", "GET": "access.whoami"}
    queries = {"GET": OrderIn}
    paged = True

    def post(self, request: ApiRequest) -> Response:
        return Response({key: str(value) for key, value in inputs.body(OrderIn, request).items()})

    def get(self, request: ApiRequest) -> Response:
        return Response({"side": request.parameters["side"]})


class Firms(ApiView):
    commands = {"POST": "access.whoami"}

    @idempotent(redact=("secret",))
    def post(self, request: ApiRequest) -> Response:
        data: Any = request.data
        name = data["name"]
        spec = create_firm(actor=system("test"), name=name, reason="test")
        if name == "Late refusal":
            raise Invalid("REFUSED", "Refused after writing.")
        if name == "Late conflict":
            raise Conflict("BUSY_ELSEWHERE", "Try later.")
        if name == "Bug":
            raise ZeroDivisionError
        return Response({"id": str(spec.id), "secret": "s3cret", "request": request_id()}, status=201)


@page_view(command="access.list_approvals")
def desk_page(request, **_: object) -> HttpResponse:
    return HttpResponse(request.actor.label)


@page_view(command="access.whoami", method="POST")
def command_page(request) -> HttpResponse:
    raise Conflict("DECIDED", "Decided already.")


urlpatterns = [
    path("api/v1/fail/<str:how>", Fail.as_view()),
    path("api/v1/order", Order.as_view()),
    path("api/v1/firms", Firms.as_view()),
    path("desk-page/", desk_page),
    path("command-page/", command_page),
    path("", include(product)),
]
