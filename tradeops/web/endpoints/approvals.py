"""What waits for a second person, and deciding it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tradeops.access import approvals, selectors
from tradeops.access.types import ApprovalSpec
from tradeops.kernel.actor import Actor
from tradeops.web import inputs
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.idempotency import idempotent
from tradeops.web.pagination import page
from tradeops.web.problems import problem


class ApprovalOut(serializers.Serializer):
    id = serializers.UUIDField()
    command = serializers.CharField()
    payload = serializers.DictField()
    payload_hash = serializers.CharField()
    subject = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.CharField()
    maker = serializers.CharField()
    checker = serializers.CharField(allow_blank=True)
    decision_reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    can_decide = serializers.BooleanField()


class ApprovalPage(serializers.Serializer):
    items = ApprovalOut(many=True)
    next = serializers.CharField(allow_null=True)


class ListIn(serializers.Serializer):
    state = inputs.ChoiceField(
        choices=["PENDING", "APPROVED", "REJECTED", "EXECUTED", "EXPIRED", "VOID"], required=False
    )


class ApproveIn(serializers.Serializer):
    payload_hash = serializers.RegexField(r"\A[0-9a-f]{64}\Z", help_text="Of the content you were shown.")
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class RejectIn(serializers.Serializer):
    payload_hash = serializers.RegexField(r"\A[0-9a-f]{64}\Z")
    reason = serializers.CharField(max_length=500)


class Approvals(ApiView):
    commands = {"GET": "access.list_approvals"}
    queries = {"GET": ListIn}
    paged = True

    @extend_schema(operation_id="list_approvals", responses=ApprovalPage)
    def get(self, request: ApiRequest) -> Response:
        """Requests for approval, newest first."""
        rows = selectors.approvals_of(request.actor).filter(**request.parameters)

        def render(row: Any) -> dict[str, Any]:
            return _rendered(selectors.approval_spec(row), request.actor)

        return Response(page(rows, request, render=render))


class Approval(ApiView):
    commands = {"GET": "access.list_approvals"}

    @extend_schema(operation_id="get_approval", responses=ApprovalOut)
    def get(self, request: ApiRequest, approval_id: UUID) -> Response:
        """One request, with the exact payload that would be carried out."""
        return Response(_rendered(selectors.approval(request.actor, approval_id), request.actor))


class Approve(ApiView):
    commands = {"POST": "access.decide_approval"}

    @extend_schema(operation_id="approve", request=ApproveIn, responses=ApprovalOut)
    @idempotent
    def post(self, request: ApiRequest, approval_id: UUID) -> Response:
        """Agree as the second person; the command is carried out at once."""
        given = inputs.body(ApproveIn, request)
        spec = approvals.approve(actor=request.actor, approval_id=approval_id, **given)
        # Answered, not raised: that the request lapsed must stay written.
        if spec.state != "EXECUTED":
            return problem(409, f"APPROVAL_{spec.state}", "Conflict", f"Not done: {spec.decision_reason}.")
        return Response(_rendered(spec, request.actor))


class Reject(ApiView):
    commands = {"POST": "access.decide_approval"}

    @extend_schema(operation_id="reject", request=RejectIn, responses=ApprovalOut)
    @idempotent
    def post(self, request: ApiRequest, approval_id: UUID) -> Response:
        """Refuse as the second person."""
        given = inputs.body(RejectIn, request)
        spec = approvals.reject(actor=request.actor, approval_id=approval_id, **given)
        return Response(_rendered(spec, request.actor))


def _rendered(spec: ApprovalSpec, actor: Actor) -> dict[str, Any]:
    shown = asdict(spec) | {"subject": str(spec.subject), "can_decide": selectors.can_decide(actor, spec)}
    return dict(ApprovalOut(shown).data)
