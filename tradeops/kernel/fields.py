"""Model fields whose meaning is the same in every app."""

from __future__ import annotations

from typing import Any

from django.db import models

from tradeops.kernel.ids import uuid7


class AmountField(models.DecimalField):
    """An exact amount or price: numeric(38,18)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_digits=38, decimal_places=18)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


class PublicIdField(models.UUIDField):
    """The primary key of everything the outside can name: a UUIDv7.

    A history table keeps a plain copy of it: the same field with ``primary_key=False``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("primary_key", True)
        kwargs.update(default=uuid7, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        for key in ("primary_key", "default", "editable"):
            kwargs.pop(key, None)
        if not self.primary_key:
            kwargs["primary_key"] = False
        return name, path, args, kwargs
