"""What the API of risk takes and answers."""

from __future__ import annotations

from decimal import Decimal

from rest_framework import serializers

from risk.types import LimitKind, TradingMode
from tradeops.web import inputs


class AmountField(inputs.AmountField):
    """Shown without the zeros that only the column needs."""

    def to_representation(self, value: Decimal) -> str:
        return super().to_representation(value.normalize())


class ExposureOut(serializers.Serializer):
    counterparty_id = serializers.UUIDField()
    counterparty = serializers.CharField()
    limit = AmountField()
    used = AmountField()
    reserved = AmountField()
    available = AmountField()


class ExposureList(serializers.Serializer):
    items = ExposureOut(many=True)


class CounterpartyQuery(serializers.Serializer):
    counterparty = serializers.UUIDField(required=False)


class PositionOut(serializers.Serializer):
    book = serializers.CharField()
    instrument = serializers.CharField()
    quantity = AmountField()
    cost = AmountField()
    realised = AmountField()
    average_price = AmountField(allow_null=True)
    updated_at = serializers.DateTimeField()


class PositionList(serializers.Serializer):
    items = PositionOut(many=True)


class LimitOut(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    counterparty_id = serializers.UUIDField(allow_null=True)
    amount = AmountField()
    currency = serializers.CharField()


class LimitList(serializers.Serializer):
    items = LimitOut(many=True)


class LimitIn(serializers.Serializer):
    kind = inputs.ChoiceField(choices=[kind.value for kind in LimitKind])
    counterparty_id = serializers.UUIDField(required=False, default=None, allow_null=True)
    amount = AmountField()
    reason = serializers.CharField(max_length=500)


class LimitChangeOut(serializers.Serializer):
    """Exactly one of the two: the limit as set, or the approval it waits for."""

    limit = LimitOut(allow_null=True)
    approval_id = serializers.UUIDField(allow_null=True)


class TradingStateOut(serializers.Serializer):
    scope = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    changed_by = serializers.CharField(allow_blank=True)
    changed_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class TradingStateList(serializers.Serializer):
    items = TradingStateOut(many=True)


class HaltIn(serializers.Serializer):
    scope = serializers.CharField(max_length=80)
    state = inputs.ChoiceField(
        choices=[TradingMode.HALTED.value, TradingMode.REDUCING.value], default=TradingMode.HALTED.value
    )
    reason = serializers.CharField(max_length=500)


class RearmIn(serializers.Serializer):
    scope = serializers.CharField(max_length=80)
    reason = serializers.CharField(max_length=500)


class RearmOut(serializers.Serializer):
    approval_id = serializers.UUIDField()
    expires_at = serializers.DateTimeField()
