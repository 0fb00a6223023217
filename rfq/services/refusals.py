"""A refusal loses nothing: what was asked and why it was refused stands in the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import TradeopsError

# Enough to see what was meant; a client must not fill the journal.
SHOWN = 200


@contextmanager
def refusal_recorded(actor: Actor, name: str, subject: Subject, asked: dict[str, Any]) -> Iterator[None]:
    """Let an error pass, after writing one event with its code. Whatever the block did is rolled back by then."""
    try:
        yield
    except TradeopsError as error:
        with transaction.atomic():
            append(
                actor=actor,
                name=name,
                subject=subject,
                firm_id=actor.firm_id,
                payload={"code": error.code, "asked": as_given(asked), "context": readable(error.context)},
            )
        raise


def as_given(asked: dict[str, Any]) -> dict[str, str | None]:
    """What a client typed, whatever it is: a number that is no string stands as its JSON text, never as a float."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in asked.items()}
    return {name: None if asked[name] is None else text[:SHOWN] for name, text in texts.items()}


def readable(context: dict[str, Any]) -> dict[str, str]:
    """An error's desk-only values as strings."""
    return {key: str(value) for key, value in context.items()}
