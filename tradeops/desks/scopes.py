"""What a trading state holds for, in words."""

from __future__ import annotations

from uuid import UUID

from tradeops.kernel.errors import NotFound
from tradeops.reference.selectors import counterparty

_WHOLE = {"firm": "the whole firm", "desk": "the OTC spot desk"}


def scope_words(scope: str) -> str:
    """``firm`` is the whole firm, ``venue:alpha`` is venue Alpha; a client is called by its name."""
    kind, _, key = scope.partition(":")
    if kind == "venue":
        return f"venue {key.title()}"
    if kind == "counterparty":
        return _client(key)
    return _WHOLE.get(scope, key or scope)


def sentence(words: str) -> str:
    """``words`` as they begin a sentence."""
    return words[:1].upper() + words[1:]


def _client(key: str) -> str:
    try:
        return counterparty(UUID(key)).name
    except (ValueError, NotFound):
        return f"client {key}"
