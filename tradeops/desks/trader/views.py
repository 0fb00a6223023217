"""The trader desk and its live fragments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tradeops.access.policies import may
from tradeops.desks.trader import blotter, deal, market, orders
from tradeops.desks.trader.ladder import ladder
from tradeops.desks.trader.switches import switches
from tradeops.kernel.clock import now
from tradeops.kernel.errors import NotFound, Unavailable
from tradeops.live.selectors import cursor
from tradeops.marketdata.selectors import books
from tradeops.reference.selectors import instrument, venue_instruments
from tradeops.web.pages import PageRequest, page_view
from tradeops.web.parts import at, page_url

PAGE = "desk_trader"
DEFAULT_TAB = "orders"


@page_view(command="oms.view_orders")
def page(request: PageRequest) -> HttpResponse:
    """Everything at once; each region renews itself from then on."""
    context = {
        **_blotter_context(request),
        **_deal_context(request),
        **_orders_context(request),
        **_positions_context(request),
        **_switches_context(request),
    }
    return render(request, "desks/trader/page.html", context)


@page_view(command="oms.view_orders")
def strip(request: PageRequest) -> HttpResponse:
    """The market strip."""
    return render(request, "desks/trader/strip.html", {"marks": market.marks()})


@page_view(command="oms.view_orders")
def requests(request: PageRequest) -> HttpResponse:
    """The blotter of requests."""
    context = _blotter_context(request)
    response = render(request, "desks/trader/blotter.html", context)
    return at(response, request, context["open_page"] if context["only_open"] else context["all_page"])


@page_view(command="oms.view_orders")
def deal_panel(request: PageRequest) -> HttpResponse:
    """The panel of one request."""
    asked = _asked_for(request)
    response = render(request, "desks/trader/deal.html", _deal_context(request))
    return at(response, request, page_url(request, PAGE, rfq=str(asked or "")))


@page_view(command="oms.view_orders")
def venue_ladder(request: PageRequest) -> HttpResponse:
    """The venues for one request, now."""
    found = deal.chosen(request.actor, _asked_for(request))
    if found is None:
        return HttpResponse(status=204)
    return render(request, "desks/trader/ladder.html", _ladder_context(found))


@page_view(command="oms.view_orders")
def order_tabs(request: PageRequest) -> HttpResponse:
    """Orders, executions, residuals or unknown orders."""
    context = _orders_context(request)
    shown = next(item.page for item in context["tabs"] if item.current)
    return at(render(request, "desks/trader/orders.html", context), request, shown)


@page_view(command="risk.view")
def positions(request: PageRequest) -> HttpResponse:
    """The desk's positions at the present mids."""
    return render(request, "desks/trader/positions.html", _positions_context(request))


@page_view(command="risk.view")
def trading(request: PageRequest) -> HttpResponse:
    """The trading state by scope."""
    return render(request, "desks/trader/switches.html", _switches_context(request))


def _blotter_context(request: PageRequest) -> dict[str, Any]:
    standing = cursor("desk.deals")
    only_open = request.GET.get("show") == "open"
    url = reverse("trader_requests")
    return {
        "blotter_cursor": standing,
        "blotter_url": f"{url}?show=open" if only_open else url,
        "all_url": url,
        "all_page": page_url(request, PAGE, show=""),
        "open_page": page_url(request, PAGE, show="open"),
        "row_page": page_url(request, PAGE, rfq="") + ("&rfq=" if "?" in page_url(request, PAGE, rfq="") else "?rfq="),
        "only_open": only_open,
        "now": now(),
        "rows": blotter.rows(request.actor, only_open=only_open),
        "open_count": blotter.open_count(request.actor),
    }


def _deal_context(request: PageRequest) -> dict[str, Any]:
    asked = _asked_for(request)
    # A page that was not told which deal to show follows the newest request, but not away from one that is live.
    topic = f"deal.{asked}" if asked else "desk.deals"
    standing = cursor(topic)
    found = deal.chosen(request.actor, asked) if asked else deal.followed(request.actor, _id(request, "shown"))
    shown = f"rfq={asked}" if asked else f"shown={found.pk}" if found else ""
    region = {
        "deal_topic": topic,
        "deal_cursor": standing,
        "deal_url": f"{reverse('trader_deal')}?{shown}",
        "follows": asked is None,
    }
    if found is None:
        return {**region, "deal": None}
    return {
        **region,
        "deal": deal.build(request.actor, found),
        "may_cancel": may(request.actor, "rfq.cancel"),
        "may_pull": may(request.actor, "rfq.pull_quotes"),
        "now": now(),
        **_ladder_context(found),
    }


def _ladder_context(rfq: Any) -> dict[str, Any]:
    spec, moment = instrument(rfq.instrument_id), now()
    listings = venue_instruments(rfq.instrument_id)
    fees = {listing.venue: listing.taker_bps for listing in listings}
    context = {"ladder_url": f"{reverse('trader_ladder')}?rfq={rfq.pk}", "spec": spec, "rfq": rfq}
    try:
        current = books(rfq.instrument_id, listings=listings, now=moment)
    except Unavailable:
        return {**context, "ladder": None}
    steps = ladder(current, fees, tick=spec.price_tick, now=moment, quantity=rfq.quantity, notional=rfq.counter_amount)
    return {**context, "ladder": steps}


def _orders_context(request: PageRequest) -> dict[str, Any]:
    standing = cursor("desk.orders")
    asked = request.GET.get("tab", "")
    tab = asked if asked in dict(orders.TABS) else DEFAULT_TAB
    url, counts = reverse("trader_orders"), orders.waiting(request.actor)
    return {
        "orders_cursor": standing,
        "orders_url": f"{url}?tab={tab}",
        "tab": tab,
        "tabs": [
            orders.Tab(
                label=word,
                url=f"{url}?tab={key}",
                page=page_url(request, PAGE, tab="" if key == DEFAULT_TAB else key),
                current=key == tab,
                count=counts.get(key),
            )
            for key, word in orders.TABS
        ],
        "order_rows": orders.tab_rows(request.actor, tab),
        "unknown": counts["unknown"],
        "may_assign": may(request.actor, "oms.assign_residual"),
    }


def _positions_context(request: PageRequest) -> dict[str, Any]:
    topic = "desk.positions"
    standing = cursor(topic)
    marked = market.marks()
    return {
        "positions_topic": topic,
        "positions_cursor": standing,
        "positions_url": reverse("trader_positions"),
        "positions": market.position_rows(request.actor, marked),
        "marks": marked,
    }


def _switches_context(request: PageRequest) -> dict[str, Any]:
    standing = cursor("desk.shell")
    return {
        "switches_cursor": standing,
        "switches_url": reverse("trader_trading"),
        "switches": switches(request.actor),
        "may_halt": may(request.actor, "risk.halt"),
        "may_rearm": may(request.actor, "risk.rearm"),
    }


def _asked_for(request: PageRequest) -> UUID | None:
    return _id(request, "rfq")


def _id(request: PageRequest, name: str) -> UUID | None:
    text = request.GET.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound("RFQ_UNKNOWN", "there is no such request") from error
