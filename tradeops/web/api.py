"""The base of every API view: who asks, how often, and whether the policy lets them."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tradeops.access.policies import may_ask
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Invalid, Unauthenticated
from tradeops.web import inputs, throttling
from tradeops.web.authentication import KeyAuthentication, SessionAuthentication
from tradeops.web.parsing import StrictJsonParser
from tradeops.web.problems import exception_handler

PUBLIC = "PUBLIC"
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}


class ApiRequest(Request):
    """The request an API view receives; ``actor`` is who asks, ``parameters`` the checked query."""

    actor: Actor
    parameters: dict[str, Any]


class ApiView(APIView):
    """``commands`` names the policy of each method the view answers; a method without one cannot be declared.

    ``queries`` has the shape of the query of each method that takes one; ``paged`` says that GET answers pages.
    """

    commands: ClassVar[dict[str, str]] = {}
    queries: ClassVar[dict[str, type[serializers.Serializer]]] = {}
    paged: ClassVar[bool] = False
    budget: ClassVar[str] = ""
    authentication_classes = (KeyAuthentication, SessionAuthentication)
    permission_classes = ()
    parser_classes = (StrictJsonParser,)
    renderer_classes = (JSONRenderer,)
    request: ApiRequest

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        handled = {name.upper() for name in cls.http_method_names if hasattr(cls, name)} - {"OPTIONS"}
        if handled != set(cls.commands):
            raise TypeError(f"{cls.__name__}: commands must name exactly the methods {sorted(handled)}")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if "Transfer-Encoding" in request.headers:
            raise Invalid("LENGTH_MISSING", "Send the body whole, with its Content-Length.")
        # Read under Django's limit first: the parser itself would take a body of any size.
        _ = request._request.body
        super().initial(request, *args, **kwargs)
        method = request.method or ""
        actor = request.auth
        throttling.spend(*self._account(actor, method))
        command = self.commands.get(method)
        if command is None:
            self.http_method_not_allowed(request)
        if command != PUBLIC:
            if not isinstance(actor, Actor):
                raise Unauthenticated("NOT_SIGNED_IN", "Sign in or send an API key.")
            request._request.actor = request.actor = actor  # type: ignore[attr-defined]
            may_ask(actor, command or "")
        shape = self.queries.get(method, inputs.NoParameters)
        request.parameters = inputs.query(shape, request, paged=self.paged and method == "GET")  # type: ignore[attr-defined]

    def get_exception_handler(self) -> Any:
        return exception_handler

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Nothing is described to browsers of other origins."""
        return Response(status=204)

    def _account(self, actor: object, method: str) -> tuple[str, str]:
        if not isinstance(actor, Actor):
            return str(self.request.META.get("REMOTE_ADDR", "")), "anonymous"
        return f"{actor.kind}:{actor.id}", self.budget or ("write" if method in _WRITES else "read")
