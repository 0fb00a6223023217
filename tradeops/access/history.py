"""History of what people configure: who changed it and why, frozen as text on every row."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from tradeops.kernel.actor import Actor


class UntrackedWrite(RuntimeError):
    """A tracked row was saved without saying who changed it: only services may write it."""


def tracked(*, excluded_fields: tuple[str, ...] = ()) -> HistoricalRecords:
    """A history table for a model, whose every row names its actor (``kind:id label``) and reason."""
    return HistoricalRecords(
        excluded_fields=list(excluded_fields),
        get_user=_nobody,
        history_user_id_field=models.CharField(max_length=300, db_column="history_actor"),
        history_user_getter=_actor_text,
        history_user_setter=_set_actor_text,
        history_change_reason_field=models.TextField(default=""),
    )


def attribute(instance: models.Model, *, actor: Actor, reason: str) -> None:
    """Say who is about to save or delete ``instance`` and why; call it before each save."""
    instance._history_user = f"{actor.kind}:{actor.id} {actor.label}"  # type: ignore[attr-defined]
    instance._change_reason = reason  # type: ignore[attr-defined]


def _nobody(instance: models.Model, **_: Any) -> str:
    raise UntrackedWrite(f"{instance._meta.label} is tracked: call attribute(instance, actor=..., reason=...)")


def _actor_text(row: Any) -> str:
    text: str = row.history_user_id
    return text


def _set_actor_text(row: Any, actor: object) -> None:
    row.history_user_id = str(actor)
