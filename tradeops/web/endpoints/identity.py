"""Who am I."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tradeops.web.api import ApiRequest, ApiView


class WhoamiOut(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["user", "key"])
    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    firm_id = serializers.UUIDField(allow_null=True)
    roles = serializers.ListField(child=serializers.CharField())
    scopes = serializers.ListField(child=serializers.CharField(), allow_null=True)


class Whoami(ApiView):
    commands = {"GET": "access.whoami"}

    @extend_schema(operation_id="whoami", responses=WhoamiOut)
    def get(self, request: ApiRequest) -> Response:
        """The person or key that sent this request, with roles and scopes."""
        actor = request.actor
        return Response(
            {
                "kind": actor.kind,
                "id": actor.id,
                "label": actor.label,
                "firm_id": str(actor.firm_id) if actor.firm_id else None,
                "roles": sorted(actor.roles),
                "scopes": None if actor.scopes is None else sorted(actor.scopes),
            }
        )
