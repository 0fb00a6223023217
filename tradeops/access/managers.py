"""Rows that belong to a firm cannot be read until somebody says for whom."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from tradeops.kernel.actor import Actor


class UnscopedQuery(RuntimeError):
    """A query over rows of firms ran without ``visible_to(actor)`` or ``as_system()``."""


class ScopedQuerySet(models.QuerySet[Any]):
    """Builds like any query set, and refuses to run until it is scoped."""

    firm_path = "firm"
    scoped = False

    def visible_to(self, actor: Actor) -> Self:
        """The rows ``actor`` may see: all for the desk, the own firm's for a client."""
        rows = self.as_system()
        return rows if actor.firm_id is None else rows.filter(**{self.firm_path: actor.firm_id})

    def as_system(self) -> Self:
        """Every row: for services and programs that have decided whose rows they touch."""
        rows = self.all()
        rows.scoped = True
        return rows

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone.firm_path, clone.scoped = self.firm_path, self.scoped
        return clone

    def _require_scope(self) -> None:
        if not self.scoped:
            raise UnscopedQuery(f"{self.model._meta.label}: call visible_to(actor) or as_system()")

    def _fetch_all(self) -> None:
        self._require_scope()
        super()._fetch_all()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._require_scope()
        return super().resolve_expression(*args, **kwargs)


def _guarded(name: str) -> Any:
    def method(self: ScopedQuerySet, *args: Any, **kwargs: Any) -> Any:
        self._require_scope()
        return getattr(super(ScopedQuerySet, self), name)(*args, **kwargs)

    method.__name__ = name
    return method


# What runs SQL without going through _fetch_all.
for _name in ("count", "exists", "contains", "aggregate", "iterator", "update", "delete", "explain"):
    setattr(ScopedQuerySet, _name, _guarded(_name))


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """``objects = ScopedManager(firm="counterparty__firm")``: the path from a row to its firm.

    The rows of a related object (``trade.executions``) are reachable once the object is.
    """

    use_in_migrations = False

    def __init__(self, firm: str = "firm") -> None:
        super().__init__()
        self.firm_path = firm

    def get_queryset(self) -> ScopedQuerySet:
        rows: ScopedQuerySet = super().get_queryset()
        rows.firm_path = self.firm_path
        # Managers that Django makes for a relation carry the object they start from.
        rows.scoped = getattr(self, "instance", None) is not None
        return rows
