"""What can be traded, as clients read it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tradeops.kernel.actor import Actor
from tradeops.reference.selectors import counterparties, instruments_for
from tradeops.reference.services import create_counterparty
from tradeops.reference.types import Category, CounterpartySpec, Funding, InstrumentSpec, Tier
from tradeops.web import inputs
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.formatting import plain
from tradeops.web.idempotency import idempotent


class InstrumentOut(serializers.Serializer):
    symbol = serializers.CharField()
    base = serializers.CharField()
    quote = serializers.CharField()
    kind = serializers.CharField()
    price_tick = serializers.CharField()
    size_step = serializers.CharField(help_text="In base.")
    min_size = serializers.CharField(help_text="In base.")
    max_size = serializers.CharField(help_text="In base.")


class InstrumentList(serializers.Serializer):
    items = InstrumentOut(many=True)


class Instruments(ApiView):
    commands = {"GET": "reference.list_instruments"}

    @extend_schema(operation_id="list_instruments", responses=InstrumentList)
    def get(self, request: ApiRequest) -> Response:
        """The instruments you may ask a price for, with their steps and sizes."""
        return Response({"items": [_rendered(spec) for spec in instruments_for(request.actor)]})


class CounterpartyOut(serializers.Serializer):
    id = serializers.UUIDField()
    firm_id = serializers.UUIDField()
    name = serializers.CharField()
    category = serializers.CharField()
    tier = serializers.CharField()
    funding = serializers.CharField()
    settlement_days = serializers.IntegerField()
    status = serializers.CharField()


class CounterpartyList(serializers.Serializer):
    items = CounterpartyOut(many=True)


class CounterpartyIn(serializers.Serializer):
    firm_id = serializers.UUIDField()
    name = serializers.CharField(max_length=120)
    category = inputs.ChoiceField(choices=Category.values())
    tier = inputs.ChoiceField(choices=Tier.values())
    funding = inputs.ChoiceField(choices=Funding.values())
    settlement_days = serializers.IntegerField(min_value=0, max_value=5, default=0)
    reason = serializers.CharField(max_length=500)


class Counterparties(ApiView):
    commands = {"GET": "reference.list_counterparties", "POST": "reference.create_counterparty"}

    @extend_schema(operation_id="list_counterparties", responses=CounterpartyList)
    def get(self, request: ApiRequest) -> Response:
        """With whom the desk deals; a client sees itself."""
        return Response({"items": [_counterparty(spec, request.actor) for spec in counterparties(request.actor)]})

    @extend_schema(operation_id="create_counterparty", request=CounterpartyIn, responses={201: CounterpartyOut})
    @idempotent
    def post(self, request: ApiRequest) -> Response:
        """Let a firm deal. It can trade once its limits are set."""
        given = inputs.body(CounterpartyIn, request)
        terms = {"category": Category, "tier": Tier, "funding": Funding}
        given |= {name: kind(given[name]) for name, kind in terms.items()}
        return Response(_counterparty(create_counterparty(actor=request.actor, **given), request.actor), status=201)


def _counterparty(spec: CounterpartySpec, actor: Actor) -> dict[str, Any]:
    """The tier picks the markup: it is the desk's to know."""
    shown = dict(CounterpartyOut(asdict(spec)).data)
    if not actor.is_house:
        del shown["tier"]
    return shown


def _rendered(spec: InstrumentSpec) -> dict[str, Any]:
    return {
        "symbol": spec.symbol,
        "base": spec.base.code,
        "quote": spec.quote.code,
        "kind": "SPOT",
        "price_tick": plain(spec.price_tick),
        "size_step": plain(spec.size_step),
        "min_size": plain(spec.min_size),
        "max_size": plain(spec.max_size),
    }
