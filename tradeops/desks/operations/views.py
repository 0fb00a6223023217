"""The operations page, its live parts and its bell."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from settlement.selectors import obligations
from tradeops.access.policies import may
from tradeops.desks import processes
from tradeops.desks.operations import approvals, board, money
from tradeops.desks.operations.summary import summary
from tradeops.journal.selectors import dead_letters, open_deliveries
from tradeops.kernel.clock import now
from tradeops.kernel.errors import NotFound
from tradeops.live.selectors import cursor
from tradeops.operations import selectors as operations
from tradeops.web.pages import PageRequest, page_view
from tradeops.web.parts import at, page_url

PAGE = "desk_operations"
DELIVERIES_SHOWN = 30


@page_view(command="operations.view")
def page(request: PageRequest) -> HttpResponse:
    """Everything operations looks at, on one page."""
    context: dict[str, Any] = {}
    for part in PARTS.values():
        context |= part(request)
    return render(request, "desks/operations/page.html", context)


@page_view(command="operations.view")
def part(request: PageRequest, name: str) -> HttpResponse:
    """One live part of the page. Raises NotFound ``PART_UNKNOWN``."""
    if name not in PARTS:
        raise NotFound("PART_UNKNOWN", "there is no such part of this page")
    context = PARTS[name](request)
    response = render(request, f"desks/operations/{name}.html", context)
    return at(response, request, context[f"{name}_page"]) if f"{name}_page" in context else response


def figures(request: PageRequest) -> dict[str, Any]:
    shown = {f"{show}_page": _board_page(request, show) for show in board.SHOWN}
    return _region("figures", "desk.operations") | shown | {"summary": summary(request.actor, now())}


def settlement_board(request: PageRequest) -> dict[str, Any]:
    wanted = request.GET.get("show", "")
    show: board.Show = next((shown for shown in board.SHOWN if shown == wanted), "open")
    region = _region("board", "desk.operations", f"show={show}")
    today = now().date()
    pending = approvals.waiting_for(request.actor, "settlement.settle")
    legs = list(board.narrowed(obligations(request.actor), show, today))
    return region | {
        "show": show,
        "filters": [(name, name.capitalize(), _board_page(request, name)) for name in board.SHOWN],
        "board_page": _board_page(request, show),
        "days": board.days(legs, pending, today) if show != "settled" else [],
        "settled": legs if show == "settled" else [],
        "legs_shown": len(legs),
        "can_settle": may(request.actor, "settlement.settle"),
    }


def approvals_part(request: PageRequest) -> dict[str, Any]:
    region = _region("approvals", "desk.approvals")
    moment = now()
    asked = approvals.waiting(request.actor, moment)
    return region | {"asked": asked, "decided": approvals.decided(request.actor, moment)}


def money_part(request: PageRequest, form: money.DepositForm | None = None) -> dict[str, Any]:
    tab = "balances" if request.GET.get("tab") == "balances" else "deposits"
    region = _region("money", "desk.operations", f"tab={tab}")
    return region | {
        "tab": tab,
        "deposits_page": page_url(request, PAGE, tab=""),
        "balances_page": page_url(request, PAGE, tab="balances"),
        "money_page": page_url(request, PAGE, tab="balances" if tab == "balances" else ""),
        "deposits": money.newest_deposits(request.actor) if tab == "deposits" else [],
        "clients": money.clients(request.actor) if tab == "balances" else [],
        "form": form or money.DepositForm.of(request.actor, {}),
        "can_record": may(request.actor, "settlement.record_deposit"),
    }


def deliveries_part(request: PageRequest) -> dict[str, Any]:
    region = _region("deliveries", "desk.operations")
    dead, waiting = dead_letters(DELIVERIES_SHOWN), open_deliveries(DELIVERIES_SHOWN)
    return region | {"dead": dead, "waiting": waiting, "moment": now()}


def processes_part(request: PageRequest) -> dict[str, Any]:
    region = _region("processes", "desk.operations")
    rows = processes.rows(operations.processes(), operations.queues())
    return region | {"processes": rows, "missing": sum(not row.alive for row in rows)}


PARTS = {
    "figures": figures,
    "board": settlement_board,
    "approvals": approvals_part,
    "money": money_part,
    "deliveries": deliveries_part,
    "processes": processes_part,
}


def _board_page(request: PageRequest, show: board.Show) -> str:
    return page_url(request, PAGE, show="" if show == "open" else show)


def _region(name: str, topic: str, query: str = "") -> dict[str, Any]:
    """A part's topic, where it stands (read before its data) and its address."""
    url = reverse("operations_part", args=[name])
    return {
        f"{name}_topic": topic,
        f"{name}_cursor": cursor(topic),
        f"{name}_url": f"{url}?{query}" if query else url,
    }
