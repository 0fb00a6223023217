"""The map; asked for by htmx it is the live fragment alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from oms.selectors import venue_gates
from tradeops.desks import processes
from tradeops.desks.map.drawing import draw, lanes
from tradeops.desks.map.stages import StageView, view
from tradeops.journal.selectors import last_position, oldest_open_by_queue, unpositioned
from tradeops.kernel.clock import now
from tradeops.live.selectors import cursor, published_position
from tradeops.operations import selectors as operations
from tradeops.operations.selectors.breaches import breaches
from tradeops.web.pages import PageRequest, page_view
from tradeops.web.shell import SHELL_TOPIC

WINDOWS = {
    "5m": ("5 min", operations.RECENT_SECONDS),
    "15m": ("15 min", 900),
    "1h": ("1 h", 3_600),
    "today": ("Today", 0),
}


@page_view(command="operations.view")
def page(request: PageRequest) -> HttpResponse:
    """Every stage of every workflow against its budget, and who keeps it running."""
    part = "body" if request.headers.get("HX-Request") else "page"
    response = render(request, f"desks/map/{part}.html", _context(request))
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(request: PageRequest) -> dict[str, Any]:
    standing = cursor(SHELL_TOPIC)
    chosen = {name: request.GET[name] for name in ("window", "view", "stage") if request.GET.get(name)}
    window = chosen.get("window", "")
    window = window if window in WINDOWS else "5m"
    seconds = WINDOWS[window][1] or _since_midnight()
    measured = [view(measure, timedelta(seconds=seconds)) for measure in operations.stage_measures(seconds)]
    stages = [stage for lane in lanes(measured) for stage in lane.stages]
    queues = operations.queues()
    shown = _shown(stages, chosen.get("stage", ""))
    rows = processes.rows(operations.processes(), queues)
    return {
        "topic": SHELL_TOPIC,
        "cursor": standing,
        "here": _address(chosen),
        "windows": [
            (word, _address({**chosen, "window": name}), name == window) for name, (word, _) in WINDOWS.items()
        ],
        "as_table": chosen.get("view") == "table",
        "map_url": _address({**chosen, "view": "map"}),
        "table_url": _address({**chosen, "view": "table"}),
        "node_url": _address({name: value for name, value in chosen.items() if name != "stage"}, "stage="),
        "stages": stages,
        "drawings": (draw("wide", stages, queues, 6, 228), draw("narrow", stages, queues, 5, 212)),
        "shown": shown,
        "shown_breaches": breaches(shown.stage, seconds) if shown else [],
        "processes": rows,
        "missing": sum(not row.alive for row in rows),
        "gates": venue_gates(request.actor),
        "journal": _journal(),
        "moment": now(),
        **_figures(stages),
    }


def _figures(stages: list[StageView]) -> dict[str, Any]:
    """The strip over the map."""
    waiting = oldest_open_by_queue().values()
    named = {stage.key: stage for stage in stages}
    slow = _slow(stages)
    return {
        "slow": slow,
        "worst": "danger" if any(stage.level == "danger" for stage in slow) else "warn",
        "open": sum(depth for depth, _ in waiting),
        "oldest": now() - min(since for _, since in waiting) if waiting else None,
        "breaches": sum(stage.measure.breaches for stage in stages),
        "passages": sum(stage.measure.started for stage in stages),
        "to_quote": named.get("rfq.price"),
        "to_trade": named.get("rfq.book"),
    }


def _journal() -> dict[str, int]:
    """How far the one order of events has come, and how far it was pushed."""
    last = last_position()
    return {"last": last, "unpositioned": unpositioned(), "unpublished": last - published_position()}


def _shown(stages: list[StageView], key: str) -> StageView | None:
    """The stage that was asked for, else the slowest one that is over budget."""
    slow = _slow(stages)
    return next((s for s in stages if s.key == key), slow[0] if slow else stages[0] if stages else None)


def _slow(stages: list[StageView]) -> list[StageView]:
    """What is over its budget now, the furthest first."""
    return sorted((stage for stage in stages if stage.level), key=lambda stage: stage.of_budget or 0, reverse=True)


def _address(chosen: dict[str, str], last: str = "") -> str:
    query = "&".join(part for part in (urlencode(chosen), last) if part)
    return f"{reverse('desk_map')}?{query}" if query else reverse("desk_map")


def _since_midnight() -> int:
    moment = now()
    return max(60, int((moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()))
