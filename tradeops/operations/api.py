"""Deliveries and stage measures for programs of the desk."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tradeops.journal.selectors import deliveries
from tradeops.operations import selectors, services
from tradeops.operations.types import StageMeasure
from tradeops.web import inputs
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.idempotency import idempotent
from tradeops.web.pagination import page

STATES = ["PENDING", "CLAIMED", "DONE", "EXPIRED", "DEAD", "DISCARDED"]


class DeliveryOut(serializers.Serializer):
    id = serializers.IntegerField()
    subscriber = serializers.CharField()
    queue = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    event = serializers.CharField()
    subject = serializers.CharField()
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    claimed_at = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField(allow_blank=True)


class DeliveryPage(serializers.Serializer):
    items = DeliveryOut(many=True)
    next = serializers.CharField(allow_null=True)


class ListIn(serializers.Serializer):
    state = inputs.ChoiceField(choices=STATES, required=False)


class ReasonIn(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class StagesIn(serializers.Serializer):
    window = serializers.IntegerField(min_value=10, max_value=86_400, required=False, default=300)


class StageOut(serializers.Serializer):
    workflow = serializers.CharField()
    stage = serializers.CharField()
    title = serializers.CharField()
    owner = serializers.CharField()
    waits = serializers.CharField()
    budget_ms = serializers.IntegerField()
    started = serializers.IntegerField()
    ended = serializers.IntegerField()
    breaches = serializers.IntegerField()
    p50_ms = serializers.FloatField(allow_null=True)
    p95_ms = serializers.FloatField(allow_null=True)
    p99_ms = serializers.FloatField(allow_null=True)
    queue_p50_ms = serializers.FloatField(allow_null=True)
    queue_p95_ms = serializers.FloatField(allow_null=True)
    work_p50_ms = serializers.FloatField(allow_null=True)
    work_p95_ms = serializers.FloatField(allow_null=True)
    depth = serializers.IntegerField()
    oldest_ms = serializers.FloatField(allow_null=True)


class StageList(serializers.Serializer):
    items = StageOut(many=True)


DELIVERY_FIELDS: list[str] = [str(name) for name in DeliveryOut().fields]
STAGE_FIELDS: list[str] = [str(name) for name in StageOut().fields]


class Deliveries(ApiView):
    commands = {"GET": "operations.view"}
    queries = {"GET": ListIn}
    paged = True

    @extend_schema(operation_id="list_deliveries", responses=DeliveryPage)
    def get(self, request: ApiRequest) -> Response:
        """What the journal owes its subscribers, newest first."""
        rows = deliveries(*request.parameters.values())
        return Response(page(rows, request, ordering=("-id",), render=_delivery))


class DeliveryRetry(ApiView):
    commands = {"POST": "operations.retry_delivery"}

    @extend_schema(operation_id="retry_delivery", request=ReasonIn, responses={204: None})
    @idempotent
    def post(self, request: ApiRequest, delivery_id: int) -> Response:
        """Give a dead letter another life."""
        given = inputs.body(ReasonIn, request)
        services.retry_delivery(actor=request.actor, delivery_id=delivery_id, reason=given["reason"])
        return Response(status=204)


class DeliveryDiscard(ApiView):
    commands = {"POST": "operations.discard_delivery"}

    @extend_schema(operation_id="discard_delivery", request=ReasonIn, responses={204: None})
    @idempotent
    def post(self, request: ApiRequest, delivery_id: int) -> Response:
        """Close a dead letter for good."""
        given = inputs.body(ReasonIn, request)
        services.discard_delivery(actor=request.actor, delivery_id=delivery_id, reason=given["reason"])
        return Response(status=204)


class Stages(ApiView):
    commands = {"GET": "operations.view"}
    queries = {"GET": StagesIn}

    @extend_schema(operation_id="list_stages", responses=StageList)
    def get(self, request: ApiRequest) -> Response:
        """Every stage against its budget over the last ``window`` seconds."""
        measures = selectors.stage_measures(request.parameters["window"])
        return Response({"items": [_stage(measure) for measure in measures]})


def _delivery(row: Any) -> dict[str, Any]:
    event = row.event.record()
    own = [name for name in DELIVERY_FIELDS if name not in ("event", "subject")]
    shown = {name: getattr(row, name) for name in own} | {"event": event.name, "subject": str(event.subject)}
    return dict(DeliveryOut(shown).data)


def _stage(measure: StageMeasure) -> dict[str, Any]:
    stage = measure.stage
    shown: dict[str, Any] = {"workflow": measure.kind, "stage": stage.name, "title": stage.title, "owner": stage.owner}
    shown |= {"waits": stage.waits, "budget_ms": stage.budget_ms}
    shown |= {name: getattr(measure, name) for name in STAGE_FIELDS if name not in shown}
    return dict(StageOut(shown).data)
