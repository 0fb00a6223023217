"""API keys over the API: people manage their own, signed in; keys cannot."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tradeops.access import selectors, services
from tradeops.access.types import KeySpec
from tradeops.web import inputs
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.idempotency import idempotent
from tradeops.web.pagination import page


class KeyOut(serializers.Serializer):
    id = serializers.UUIDField()
    prefix = serializers.CharField()
    name = serializers.CharField()
    holder_id = serializers.UUIDField()
    roles = serializers.ListField(child=serializers.CharField())
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class KeyPage(serializers.Serializer):
    items = KeyOut(many=True)
    next = serializers.CharField(allow_null=True)


class IssuedKeyOut(KeyOut):
    token = serializers.CharField(help_text="Shown once: not in a repeated answer, not in any list.")


class IssueIn(serializers.Serializer):
    name = serializers.CharField(max_length=100)
    roles = serializers.ListField(child=serializers.CharField(max_length=30), min_length=1, max_length=8)
    scopes = serializers.ListField(child=serializers.CharField(max_length=30), min_length=1, max_length=8)
    expires_at = serializers.DateTimeField()
    holder_id = serializers.UUIDField(required=False)
    reason = serializers.CharField(max_length=500)


class RevokeIn(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class Keys(ApiView):
    commands = {"GET": "access.list_keys", "POST": "access.issue_key"}
    paged = True

    @extend_schema(operation_id="list_keys", responses=KeyPage)
    def get(self, request: ApiRequest) -> Response:
        """Your own keys; for an administrator everybody's."""
        rows = selectors.keys_of(request.actor)
        return Response(page(rows, request, render=lambda key: _rendered(selectors.key_spec(key))))

    @extend_schema(operation_id="issue_key", request=IssueIn, responses={201: IssuedKeyOut})
    @idempotent(redact=("token",))
    def post(self, request: ApiRequest) -> Response:
        """Make a key with some of the holder's roles. Its token is in this answer and nowhere else."""
        given = inputs.body(IssueIn, request)
        holder_id = given.pop("holder_id", None) or UUID(request.actor.id)
        issued = services.issue_api_key(actor=request.actor, holder_id=holder_id, **given)
        return Response(_rendered(issued.key) | {"token": issued.token}, status=201)


class KeyRevocation(ApiView):
    commands = {"POST": "access.revoke_key"}

    @extend_schema(operation_id="revoke_key", request=RevokeIn, responses=KeyOut)
    @idempotent
    def post(self, request: ApiRequest, key_id: UUID) -> Response:
        """End a key at once."""
        given = inputs.body(RevokeIn, request)
        spec = services.revoke_api_key(actor=request.actor, key_id=key_id, reason=given["reason"])
        return Response(_rendered(spec))


def _rendered(spec: KeySpec) -> dict[str, Any]:
    shown = asdict(spec) | {"roles": sorted(spec.roles), "scopes": sorted(spec.scopes)}
    return dict(KeyOut(shown).data)
