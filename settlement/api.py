"""Obligations, deposits and balances over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from settlement import selectors
from settlement.models import Deposit, Obligation
from settlement.services.record_deposit import request_deposit
from settlement.services.settle_obligation import request_settlement
from tradeops.kernel.money import plain
from tradeops.ledger.types import AccountBalance
from tradeops.web import inputs
from tradeops.web.api import ApiRequest, ApiView
from tradeops.web.idempotency import idempotent
from tradeops.web.pagination import page


class ObligationOut(serializers.Serializer):
    id = serializers.UUIDField()
    trade_id = serializers.UUIDField()
    counterparty_id = serializers.UUIDField()
    direction = serializers.CharField(help_text="From the desk: RECEIVE what the client delivers, DELIVER its due.")
    asset = serializers.CharField()
    amount = serializers.CharField()
    value_date = serializers.DateField()
    state = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)


class ObligationPage(serializers.Serializer):
    items = ObligationOut(many=True)
    next = serializers.CharField(allow_null=True)


class DepositOut(serializers.Serializer):
    id = serializers.UUIDField()
    counterparty_id = serializers.UUIDField()
    asset = serializers.CharField()
    amount = serializers.CharField()
    evidence = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class DepositPage(serializers.Serializer):
    items = DepositOut(many=True)
    next = serializers.CharField(allow_null=True)


class BalanceOut(serializers.Serializer):
    counterparty_id = serializers.UUIDField()
    asset = serializers.CharField()
    available = serializers.CharField()
    held = serializers.CharField()
    total = serializers.CharField()


class BalanceList(serializers.Serializer):
    items = BalanceOut(many=True)


class ObligationFilter(serializers.Serializer):
    state = inputs.ChoiceField(choices=["OPEN", "SETTLED"], required=False)


class BalanceFilter(serializers.Serializer):
    counterparty = serializers.UUIDField(required=False)


class DepositIn(serializers.Serializer):
    counterparty_id = serializers.UUIDField()
    asset = serializers.CharField(max_length=12)
    amount = inputs.AmountField()
    evidence = serializers.CharField(max_length=120, help_text="The bank's or the chain's reference: credited once.")


class SettleIn(serializers.Serializer):
    evidence = serializers.CharField(max_length=120, help_text="The bank's or the chain's reference.")


class AskedOut(serializers.Serializer):
    approval_id = serializers.UUIDField()


class Obligations(ApiView):
    commands = {"GET": "settlement.view"}
    queries = {"GET": ObligationFilter}
    paged = True

    @extend_schema(operation_id="list_obligations", responses=ObligationPage)
    def get(self, request: ApiRequest) -> Response:
        """Who has to deliver what to whom, newest first."""
        rows = selectors.obligations(request.actor).filter(**request.parameters)
        return Response(page(rows, request, render=_obligation))


class Settle(ApiView):
    commands = {"POST": "settlement.settle"}

    @extend_schema(operation_id="settle_obligation", request=SettleIn, responses={202: AskedOut})
    @idempotent
    def post(self, request: ApiRequest, obligation_id: UUID) -> Response:
        """Ask a second person to settle an obligation that has moved."""
        evidence = inputs.body(SettleIn, request)["evidence"]
        asked = request_settlement(actor=request.actor, obligation_id=obligation_id, evidence=evidence)
        return Response({"approval_id": asked}, status=202)


class Deposits(ApiView):
    commands = {"GET": "settlement.view", "POST": "settlement.record_deposit"}
    paged = True

    @extend_schema(operation_id="list_deposits", responses=DepositPage)
    def get(self, request: ApiRequest) -> Response:
        """What clients brought, newest first."""
        rows = selectors.deposits(request.actor)
        return Response(page(rows, request, ordering=("-recorded_at", "-id"), render=_deposit))

    @extend_schema(operation_id="record_deposit", request=DepositIn, responses={202: AskedOut})
    @idempotent
    def post(self, request: ApiRequest) -> Response:
        """Ask a second person to credit a client with what has arrived."""
        given = inputs.body(DepositIn, request)
        given["amount"] = format(given["amount"], "f")
        return Response({"approval_id": request_deposit(actor=request.actor, **given)}, status=202)


class Balances(ApiView):
    commands = {"GET": "settlement.view"}
    queries = {"GET": BalanceFilter}

    @extend_schema(operation_id="list_balances", responses=BalanceList)
    def get(self, request: ApiRequest) -> Response:
        """What clients hold with the desk, by asset; ``held`` lies under live quotes."""
        wanted = request.parameters.get("counterparty")
        found = selectors.client_balances(request.actor, counterparty_id=wanted)
        return Response({"items": [_balance(client, balance) for client, balance in found]})


def _balance(client: UUID, balance: AccountBalance) -> dict[str, Any]:
    return {
        "counterparty_id": client,
        "asset": balance.account.asset,
        "available": plain(balance.available),
        "held": plain(balance.held),
        "total": plain(balance.posted),
    }


def _obligation(row: Obligation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "trade_id": row.trade_id,
        "counterparty_id": row.counterparty_id,
        "direction": row.direction,
        "asset": row.asset_id,
        "amount": plain(row.amount),
        "value_date": row.value_date,
        "state": row.state,
        "settled_at": row.settled_at,
    }


def _deposit(row: Deposit) -> dict[str, Any]:
    return {
        "id": row.pk,
        "counterparty_id": row.counterparty_id,
        "asset": row.asset_id,
        "amount": plain(row.amount),
        "evidence": row.evidence,
        "recorded_at": row.recorded_at,
    }
