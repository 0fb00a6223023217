"""The status bar's readings: how the deal's own stages do against their budgets."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache
from django.http import HttpRequest

from tradeops.journal.selectors import last_event_at
from tradeops.kernel.clock import now
from tradeops.operations.selectors import stage_measures
from tradeops.web.durations import budget, duration
from tradeops.web.shell import Measure, register_measures

# What dealers wait for, and the word each has room for.
SHOWN = {("rfq", "price"): "Quote", ("rfq", "book"): "Accept to trade", ("child_order", "send"): "Hedge ack"}
# Every page of the house shows them: they are read once for all of a process's pages in that time.
KEPT_SECONDS = 5


def install() -> None:
    """Show the measures on every page of the desk."""
    register_measures("stages", readings)


def readings(request: HttpRequest) -> Iterable[Measure]:
    """The p95 of each shown stage over the last five minutes, beside its budget, and when anything happened last."""
    known: list[Measure] | None = cache.get("desk.measures")
    if known is None:
        known = _read()
        cache.set("desk.measures", known, KEPT_SECONDS)
    return [*known, _last_event()]


def _last_event() -> Measure:
    at = last_event_at()
    return Measure("Last event", duration(None if at is None else now() - at), title="of the whole desk", since=at)


def _read() -> list[Measure]:
    found = {(entry.kind, entry.stage.name): entry for entry in stage_measures()}
    measures = []
    for key, label in SHOWN.items():
        entry = found.get(key)
        if entry is None:
            continue
        p95 = None if entry.p95_ms is None else round(entry.p95_ms)
        allowed = entry.stage.budget_ms
        measures.append(
            Measure(
                label=f"{label} p95",
                value=duration(p95),
                of=budget(allowed),
                percent=None if p95 is None else round(100 * p95 / allowed),
                title="over the last five minutes",
            )
        )
    return measures
