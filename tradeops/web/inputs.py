"""Reading what a client sent: exactly the published fields, amounts as strings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from tradeops.kernel.errors import Invalid
from tradeops.kernel.money import parse_amount


@extend_schema_field(OpenApiTypes.STR)
class AmountField(serializers.Field):
    """An exact amount or price: a plain decimal in a string."""

    def to_internal_value(self, data: object) -> Decimal:
        return parse_amount(data, field=self.field_name or "amount")

    def to_representation(self, value: Decimal) -> str:
        return format(value, "f")


class DecimalField(serializers.DecimalField):
    """A plain decimal within bounds that is no amount, such as a number of seconds."""

    def to_internal_value(self, data: object) -> Decimal:
        parse_amount(data, field=self.field_name or "number")
        return super().to_internal_value(data)  # type: ignore[arg-type]


class ChoiceField(serializers.ChoiceField):
    """One of a few words; a refusal lists them."""

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(choices, **kwargs)
        self.error_messages["invalid_choice"] = f"one of {', '.join(choices)}"


class NoParameters(serializers.Serializer):
    """The query of a call that takes none."""


def body(shape: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The checked body.

    Raises Invalid ``BODY_NOT_OBJECT``, ``FIELD_REPEATED``, ``FIELD_UNKNOWN``, ``INPUT_INVALID``, ``AMOUNT_…``.
    """
    data = request.data
    # An empty body parses as an empty form.
    if isinstance(data, QueryDict) and not data:
        data = {}
    if not isinstance(data, dict):
        raise Invalid("BODY_NOT_OBJECT", "The body must be a JSON object.")
    return _checked(shape, data)


def query(shape: type[serializers.Serializer], request: Request, *, paged: bool = False) -> dict[str, Any]:
    """The checked query parameters; ``paged`` also admits those of ``pagination.page``.

    Raises as ``body`` does, and Invalid ``PARAMETER_REPEATED``.
    """
    given = request.query_params
    if repeated := sorted(name for name in given if len(given.getlist(name)) > 1):
        raise Invalid("PARAMETER_REPEATED", "A parameter is given twice.", fields={name: [] for name in repeated})
    own = {name: value for name, value in given.items() if not (paged and name in ("cursor", "limit"))}
    return _checked(shape, own)


def _checked(shape: type[serializers.Serializer], data: dict[str, Any]) -> dict[str, Any]:
    serializer = shape(data=data)
    unknown = _unknown(serializer, data)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise Invalid("FIELD_UNKNOWN", f"Unknown: {names}.", fields={name: ["unknown"] for name in unknown})
    if not serializer.is_valid():
        raise Invalid("INPUT_INVALID", "Some fields are not valid.", fields=serializer.errors)
    return dict(serializer.validated_data)


def _unknown(serializer: object, data: object, prefix: str = "") -> list[str]:
    """Names that the shape does not have, at any depth."""
    if isinstance(serializer, serializers.ListSerializer):
        items = data if isinstance(data, list) else []
        return [
            name for index, item in enumerate(items) for name in _unknown(serializer.child, item, f"{prefix}{index}.")
        ]
    if not isinstance(serializer, serializers.Serializer) or not isinstance(data, Mapping):
        return []
    found = [f"{prefix}{name}"[:100] for name in data if name not in serializer.fields]
    for name, field in serializer.fields.items():
        if isinstance(field, serializers.BaseSerializer) and name in data:
            found += _unknown(field, data[name], f"{prefix}{name}.")
    return found
