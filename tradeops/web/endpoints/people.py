"""Firms and their people over the API, for administrators and compliance."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tradeops.access import services
from tradeops.web import inputs
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.idempotency import idempotent


class FirmIn(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    reason = serializers.CharField(max_length=500)


class FirmOut(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    status = serializers.CharField()


class UserIn(serializers.Serializer):
    email = serializers.CharField(max_length=254)
    name = serializers.CharField(max_length=120)
    password = serializers.CharField(max_length=128, write_only=True, help_text="The first one; it can be changed.")
    firm_id = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Empty: the desk's own.")
    roles = serializers.ListField(child=serializers.CharField(max_length=30), max_length=8)
    reason = serializers.CharField(max_length=500)


class UserOut(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.CharField()
    name = serializers.CharField()
    firm_id = serializers.UUIDField(allow_null=True)
    is_active = serializers.BooleanField()
    roles = serializers.ListField(child=serializers.CharField())


class RoleIn(serializers.Serializer):
    role = serializers.CharField(max_length=30)
    reason = serializers.CharField(max_length=500)


class Firms(ApiView):
    commands = {"POST": "access.create_firm"}

    @extend_schema(operation_id="create_firm", request=FirmIn, responses={201: FirmOut})
    @idempotent
    def post(self, request: ApiRequest) -> Response:
        """Open a client firm."""
        spec = services.create_firm(actor=request.actor, **inputs.body(FirmIn, request))
        return Response(FirmOut(asdict(spec)).data, status=201)


class Users(ApiView):
    commands = {"POST": "access.create_user"}

    @extend_schema(operation_id="create_user", request=UserIn, responses={201: UserOut})
    @idempotent
    def post(self, request: ApiRequest) -> Response:
        """Create a person of a client firm, or of the desk, with their roles."""
        spec = services.create_user(actor=request.actor, **inputs.body(UserIn, request))
        return Response(UserOut(asdict(spec) | {"roles": sorted(spec.roles)}).data, status=201)


class Roles(ApiView):
    commands = {"POST": "access.assign_role"}

    @extend_schema(operation_id="assign_role", request=RoleIn, responses={204: None})
    @idempotent
    def post(self, request: ApiRequest, user_id: UUID) -> Response:
        """Give a person one more role."""
        services.assign_role(actor=request.actor, user_id=user_id, **inputs.body(RoleIn, request))
        return Response(status=204)
