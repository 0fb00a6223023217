"""What the API's description says of every call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from tradeops.web.pagination import DEFAULT_LIMIT, MAX_LIMIT
from tradeops.web.problems import CONTENT_TYPE

if TYPE_CHECKING:  # the framework's views import this module
    from tradeops.web.api import ApiView

PAGE = [
    OpenApiParameter("limit", int, description=f"1 to {MAX_LIMIT}; {DEFAULT_LIMIT} unless told."),
    OpenApiParameter("cursor", str, description="The `next` of the page before."),
]
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Yours; the same key with the same body answers the same, and writes once.",
)


class ProblemOut(serializers.Serializer):
    """What is wrong, RFC 9457. Decide by ``code``, show ``detail``."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    trace_id = serializers.CharField()
    fields = serializers.DictField(required=False)  # type: ignore[assignment]


class Schema(AutoSchema):
    """Adds what calls have in common: problem documents, pages, and the key that makes a write repeatable."""

    def get_override_parameters(self) -> list[Any]:
        handler = getattr(self.view, self.method.lower(), None)
        common = list(super().get_override_parameters())
        view = cast("ApiView", self.view)
        if self.method in view.queries:
            common.append(view.queries[self.method])
        if view.paged and self.method == "GET":
            common += PAGE
        if getattr(handler, "takes_idempotency_key", False):
            common.append(IDEMPOTENCY_KEY)
        return common

    def _get_response_bodies(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(*arguments, **options)
        bodies["default"] = self._get_response_for_code(ProblemOut, "default", media_types=[CONTENT_TYPE])
        return bodies
