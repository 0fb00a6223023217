"""The API's description of what ``rfq.messages`` tells."""

from __future__ import annotations

from rest_framework import serializers


class LegOut(serializers.Serializer):
    price = serializers.CharField()
    base_amount = serializers.CharField()
    quote_amount = serializers.CharField()


class QuoteOut(serializers.Serializer):
    id = serializers.UUIDField()
    rfq_id = serializers.UUIDField()
    state = serializers.CharField()
    bid = serializers.CharField(allow_null=True)
    offer = serializers.CharField(allow_null=True)
    buy = LegOut(allow_null=True)
    sell = LegOut(allow_null=True)
    expires_at = serializers.DateTimeField()


class RejectOut(serializers.Serializer):
    category = serializers.CharField()


class RfqOut(serializers.Serializer):
    id = serializers.UUIDField()
    client_rfq_id = serializers.CharField()
    instrument = serializers.CharField()
    side = serializers.CharField()
    quantity = serializers.CharField(allow_null=True)
    counter_amount = serializers.CharField(allow_null=True)
    state = serializers.CharField()
    reject = RejectOut(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    quote = QuoteOut(allow_null=True)


class RfqPage(serializers.Serializer):
    items = RfqOut(many=True)
    next = serializers.CharField(allow_null=True)


class AcceptedOut(serializers.Serializer):
    quote_id = serializers.UUIDField()
    rfq_id = serializers.UUIDField()
    trade_id = serializers.UUIDField()
    side = serializers.CharField()
    price = serializers.CharField()
    base_amount = serializers.CharField()
    quote_amount = serializers.CharField()
    accepted_at = serializers.DateTimeField()
