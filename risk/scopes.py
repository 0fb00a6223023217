"""Naming the five scopes that can be stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from tradeops.kernel.errors import Invalid

WHOLE = ("firm", "desk")
KEYED = ("counterparty", "instrument", "venue")


@dataclass(frozen=True, slots=True)
class Scope:
    """``firm``, ``desk``, ``counterparty:<id>``, ``instrument:<symbol>`` or ``venue:<code>``."""

    kind: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else self.kind

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Invalid ``SCOPE_UNKNOWN``."""
        kind, separator, key = text.partition(":")
        if (kind in WHOLE and not separator) or (kind in KEYED and key):
            return cls(kind, key)
        raise Invalid(
            "SCOPE_UNKNOWN",
            "a scope is firm, desk, counterparty:<id>, instrument:<symbol> or venue:<code>",
            fields={"scope": []},
        )


def covering(*, counterparty_id: UUID | None, instrument: str, venue: str | None) -> list[str]:
    """The scopes whose state decides about one deal or order."""
    named = {"counterparty": counterparty_id, "instrument": instrument, "venue": venue}
    return [*WHOLE, *(str(Scope(kind, str(key))) for kind, key in named.items() if key is not None)]
