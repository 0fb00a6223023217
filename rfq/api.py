"""Requests and quotes over REST."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from rfq import selectors
from rfq.messages import accepted_out, quote_out, rfq_out
from rfq.services.accept_quote import accept_quote
from rfq.services.close_requests import cancel_request
from rfq.services.request_quote import request_quote
from rfq.shapes import AcceptedOut, QuoteOut, RfqOut, RfqPage
from rfq.types import RfqDraft
from rfq.waiting import listening
from rfq.workflow import RFQ
from tradeops.kernel.ids import uuid7
from tradeops.web import inputs
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.pagination import page

UNPRICED = {"PENDING_NEW", "QUOTING"}


@extend_schema_field(OpenApiTypes.STR)
class AsGiven(serializers.Field):
    """What the client sent, untouched: the service judges it, and its refusal is recorded."""

    def to_internal_value(self, data: object) -> object:
        return data


class RequestIn(serializers.Serializer):
    instrument = AsGiven()
    side = AsGiven(help_text="BUY, SELL or TWO_WAY, the client's side.")
    quantity = AsGiven(required=False, allow_null=True, default=None, help_text="In base; or counter_amount.")
    counter_amount = AsGiven(required=False, allow_null=True, default=None, help_text="In the quote currency.")
    client_rfq_id = AsGiven(help_text="Yours; the same id with the same content answers the same.")


class WaitIn(serializers.Serializer):
    wait = inputs.DecimalField(
        max_digits=None,
        decimal_places=2,
        min_value=0,
        max_value=5,
        required=False,
        default=Decimal(0),
        help_text="Seconds to wait for the quote.",
    )


class AcceptIn(serializers.Serializer):
    side = AsGiven(help_text="BUY or SELL, the client's side.")
    client_order_id = AsGiven(help_text="Yours; the same id with the same content answers the same.")
    limit_price = AsGiven(required=False, allow_null=True, default=None)


class StateIn(serializers.Serializer):
    state = inputs.ChoiceField(choices=RFQ.states, required=False)


class Requests(ApiView):
    commands = {"GET": "rfq.view", "POST": "rfq.request"}
    queries = {"GET": StateIn, "POST": WaitIn}
    paged = True

    @extend_schema(operation_id="list_rfqs", responses=RfqPage)
    def get(self, request: ApiRequest) -> Response:
        """Requests, newest first, each with its newest quote."""
        rows = selectors.requests(request.actor).filter(**request.parameters)
        return Response(page(rows, request, render=lambda rfq: rfq_out(rfq, selectors.latest_quote(rfq))))

    @extend_schema(
        operation_id="request_quote",
        request=RequestIn,
        responses={201: RfqOut, 200: RfqOut, 202: RfqOut},
    )
    def post(self, request: ApiRequest) -> Response:
        """Ask for a quote. 201 with the quote when it was priced within ``wait``, else 202; 200 for a repeat."""
        wait = request.parameters["wait"]
        draft = RfqDraft(**inputs.body(RequestIn, request))
        with listening(rfq_id := uuid7(), wanted=wait > 0) as ears:
            rfq, new = request_quote(actor=request.actor, rfq_id=rfq_id, draft=draft)
            if new:
                ears.wait(float(wait))
        found, quote = selectors.request_with_quote(request.actor, rfq.pk)
        status = 202 if found.state in UNPRICED else 201 if new else 200
        return Response(rfq_out(found, quote), status=status)


class Request(ApiView):
    commands = {"GET": "rfq.view"}

    @extend_schema(operation_id="get_rfq", responses=RfqOut)
    def get(self, request: ApiRequest, rfq_id: UUID) -> Response:
        """One request with its newest quote."""
        return Response(rfq_out(*selectors.request_with_quote(request.actor, rfq_id)))


class Cancel(ApiView):
    commands = {"POST": "rfq.cancel"}
    budget = "cancel"

    @extend_schema(operation_id="cancel_rfq", request=None, responses=RfqOut)
    def post(self, request: ApiRequest, rfq_id: UUID) -> Response:
        """Withdraw a request and its live quote; repeating it changes nothing."""
        cancel_request(actor=request.actor, rfq_id=rfq_id)
        return Response(rfq_out(*selectors.request_with_quote(request.actor, rfq_id)))


class OneQuote(ApiView):
    commands = {"GET": "rfq.view"}

    @extend_schema(operation_id="get_quote", responses=QuoteOut)
    def get(self, request: ApiRequest, quote_id: UUID) -> Response:
        """One quote."""
        return Response(quote_out(selectors.quote(request.actor, quote_id)))


class Accept(ApiView):
    commands = {"POST": "rfq.accept"}

    @extend_schema(operation_id="accept_quote", request=AcceptIn, responses=AcceptedOut)
    def post(self, request: ApiRequest, quote_id: UUID) -> Response:
        """Deal on one side of a live quote. The trade is booked when this answers."""
        terms = inputs.body(AcceptIn, request)
        return Response(accepted_out(accept_quote(actor=request.actor, quote_id=quote_id, **terms)))
