"""The API of risk: exposure, positions, limits and the trading switches."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from risk import selectors, shapes
from risk.services.limits import set_limit
from risk.services.rearm import request_rearm
from risk.services.trading import halt
from risk.types import LimitKind, TradingMode
from tradeops.web import inputs
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.idempotency import idempotent


class Exposure(ApiView):
    commands = {"GET": "risk.view_exposure"}
    queries = {"GET": shapes.CounterpartyQuery}

    @extend_schema(operation_id="list_exposure", responses=shapes.ExposureList)
    def get(self, request: ApiRequest) -> Response:
        """What is owed and reserved against each credit limit: your own, or for the desk every client's."""
        wanted = request.parameters.get("counterparty")
        found = selectors.exposures(request.actor, counterparty_id=wanted)
        return Response(shapes.ExposureList({"items": found}).data)


class Positions(ApiView):
    commands = {"GET": "risk.view"}

    @extend_schema(operation_id="list_positions", responses=shapes.PositionList)
    def get(self, request: ApiRequest) -> Response:
        """The desk's positions at average cost."""
        return Response(shapes.PositionList({"items": selectors.positions(request.actor)}).data)


class Limits(ApiView):
    commands = {"GET": "risk.view", "POST": "risk.set_limit"}
    queries = {"GET": shapes.CounterpartyQuery}

    @extend_schema(operation_id="list_limits", responses=shapes.LimitList)
    def get(self, request: ApiRequest) -> Response:
        """The limits that are set. A limit that is missing allows nothing."""
        wanted = request.parameters.get("counterparty")
        found = selectors.limits(request.actor, counterparty_id=wanted)
        return Response(shapes.LimitList({"items": found}).data)

    @extend_schema(
        operation_id="set_limit",
        request=shapes.LimitIn,
        responses={200: shapes.LimitChangeOut, 202: shapes.LimitChangeOut},
    )
    @idempotent
    def post(self, request: ApiRequest) -> Response:
        """Set a limit. A lower one counts at once (200); a higher or first one waits for a second person (202)."""
        given = inputs.body(shapes.LimitIn, request)
        change = set_limit(actor=request.actor, **{**given, "kind": LimitKind(given["kind"])})
        return Response(shapes.LimitChangeOut(change).data, status=200 if change.limit else 202)


class TradingState(ApiView):
    commands = {"GET": "risk.view"}

    @extend_schema(operation_id="list_trading_state", responses=shapes.TradingStateList)
    def get(self, request: ApiRequest) -> Response:
        """The whole desk's two switches and every scope that is or was stopped."""
        return Response(shapes.TradingStateList({"items": selectors.trading_states(request.actor)}).data)


class Halt(ApiView):
    commands = {"POST": "risk.halt"}

    @extend_schema(operation_id="halt", request=shapes.HaltIn, responses=shapes.TradingStateOut)
    @idempotent
    def post(self, request: ApiRequest) -> Response:
        """Stop a scope at once: when this answers, nothing more passes in it."""
        given = inputs.body(shapes.HaltIn, request)
        state = halt(actor=request.actor, **{**given, "state": TradingMode(given["state"])})
        return Response(shapes.TradingStateOut(state).data)


class Rearm(ApiView):
    commands = {"POST": "risk.rearm"}

    @extend_schema(operation_id="request_rearm", request=shapes.RearmIn, responses={202: shapes.RearmOut})
    @idempotent
    def post(self, request: ApiRequest) -> Response:
        """Ask for a stopped scope to be opened; somebody else has to approve it."""
        approval = request_rearm(actor=request.actor, **inputs.body(shapes.RearmIn, request))
        answer = shapes.RearmOut({"approval_id": approval.id, "expires_at": approval.expires_at})
        return Response(answer.data, status=202)
