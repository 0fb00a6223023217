"""Computing stored quotes again from their stored inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rfq.models import QuoteInputs
from rfq.pricing.engine import price
from rfq.pricing.inputs import ENGINE_VERSION
from rfq.pricing.storage import restore
from rfq.types import Side


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one quote: ``difference`` is empty when every byte came out the same."""

    quote_id: UUID
    difference: str


def replay_quotes(*, since: datetime | None = None) -> Iterator[Replayed]:
    """Every quote of this engine version, oldest first, recomputed and compared: legs, prices and waterfall.

    ``since`` leaves out those made before it.
    """
    rows = QuoteInputs.objects.filter(engine_version=ENGINE_VERSION).select_related("quote").order_by("quote_id")
    if since is not None:
        rows = rows.filter(quote__created_at__gte=since)
    for row in rows.iterator(chunk_size=200):
        yield Replayed(row.quote_id, difference(row))


def difference(row: QuoteInputs) -> str:
    """What came out differently when the quote was computed again; empty when nothing did."""
    again = price(restore(bytes(row.books), row.parameters))
    stored = {side: row.quote.leg(side) for side in Side}
    computed = {leg.side: leg for leg in again.legs}
    for side in Side:
        if stored[side] != computed.get(side):
            return f"{side}: stored {stored[side]}, computed {computed.get(side)}"
    waterfall = {leg.side.value: steps.as_json() for leg, steps in zip(again.legs, again.waterfalls, strict=True)}
    if waterfall != row.quote.waterfall:
        return f"waterfall: stored {row.quote.waterfall}, computed {waterfall}"
    return ""
