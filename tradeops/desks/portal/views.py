"""The portal's pages and their live fragments."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from rfq import selectors as rfq
from risk.selectors import is_halted
from tradeops.access.policies import may
from tradeops.desks.mids import mids
from tradeops.desks.portal import card, history
from tradeops.desks.portal.account import account
from tradeops.desks.portal.ticket import Ticket, blank
from tradeops.kernel.clock import now
from tradeops.kernel.errors import NotFound
from tradeops.live.selectors import cursor
from tradeops.reference.selectors import counterparty_of, instruments_for
from tradeops.web.pages import PageRequest, page_view
from tradeops.web.parts import at, page_url

RECENT_ROWS = 6
PAGE_ROWS = 30
OTHERS = 5
SETTLING_ROWS = 3


@page_view(command="rfq.view")
def trade(request: PageRequest) -> HttpResponse:
    """The one page on which a client trades."""
    if request.actor.is_house:
        return redirect("home")
    context = {
        "can_trade": may(request.actor, "rfq.request"),
        **_ticket_context(request),
        **quote_context(request, asked_for(request)),
        **_account_context(request),
        **_settlement_context(request),
    }
    listed = request.GET.get("history") == "requests"
    context |= _requests_context(request, recent=True) if listed else _trades_context(request, recent=True)
    context["history"] = "requests" if listed else "trades"
    return render(request, "desks/portal/trade.html", context)


@page_view(command="rfq.view")
def quote(request: PageRequest) -> HttpResponse:
    """The quote card: the request named by ``rfq``, or the firm's newest while it matters."""
    return render(request, "desks/portal/quote.html", quote_context(request, asked_for(request)))


@page_view(command="rfq.request")
def instrument_choice(request: PageRequest) -> HttpResponse:
    """The instruments, as the books are now; what was chosen stays chosen."""
    return render(request, "desks/portal/instrument.html", {**_ticket_context(request), "chosen": True})


@page_view(command="rfq.request")
def size(request: PageRequest) -> HttpResponse:
    """The ticket's amount after another instrument was chosen."""
    return render(request, "desks/portal/size.html", {"ticket": _ticket(request), "chosen": True})


@page_view(command="rfq.request")
def echo(request: PageRequest) -> HttpResponse:
    """How the typed amount was understood."""
    return render(request, "desks/portal/echo.html", {"ticket": _ticket(request)})


@page_view(command="settlement.view")
def account_box(request: PageRequest) -> HttpResponse:
    """Balances and limit beside the ticket."""
    return render(request, "desks/portal/account.html", _account_context(request))


@page_view(command="settlement.view")
def settlement_box(request: PageRequest) -> HttpResponse:
    """The trades that are still settling."""
    return render(request, "desks/portal/settlement.html", _settlement_context(request))


@page_view(command="oms.view_trades")
def trades(request: PageRequest) -> HttpResponse:
    """All trades, by page."""
    return _page_or_fragment(request, "trades", _trades_context(request, recent="recent" in request.GET))


def requests(request: PageRequest) -> HttpResponse:
    """All requests, by page; behind the guard of the class that answers for this address."""
    return _page_or_fragment(request, "requests", _requests_context(request, recent="recent" in request.GET))


@page_view(command="settlement.view")
def balances(request: PageRequest) -> HttpResponse:
    """Balances and limit as a page."""
    return _page_or_fragment(request, "balances", _account_context(request))


def asked_for(request: PageRequest) -> UUID | None:
    """The request that the address names. Raises NotFound for something that is no id."""
    text = request.GET.get("rfq", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound("RFQ_UNKNOWN", "there is no such request") from error


def quote_context(request: PageRequest, rfq_id: UUID | None) -> dict[str, Any]:
    """The card's context; the cursor is read before the data."""
    topic = _topic(request, "rfq")
    standing = cursor(topic)
    moment = now()
    found = rfq.request(request.actor, rfq_id) if rfq_id else _current(request, moment)
    url = reverse("portal_quote")
    return {
        "card": card.build(found, moment) if found else None,
        "others": card.others(rfq.requests(request.actor).filter(state="QUOTED")[:OTHERS], found, moment),
        "quote_topic": topic,
        "quote_cursor": standing,
        "quote_url": f"{url}?rfq={rfq_id}" if rfq_id else url,
        "can_ask": may(request.actor, "rfq.request"),
        "can_accept": may(request.actor, "rfq.accept"),
        "can_cancel": may(request.actor, "rfq.cancel"),
        "new_client_rfq_id": blank(),
    }


def _current(request: PageRequest, moment: datetime) -> Any | None:
    newest = rfq.requests(request.actor).first()
    return newest if newest and card.is_current(newest, moment) else None


def _ticket(request: PageRequest) -> Ticket:
    found = Ticket.of(instruments_for(request.actor), request.GET, mids())
    firm = request.actor.firm_id
    if found.instrument is None or firm is None:
        return found
    return replace(found, halted=is_halted(counterparty_of(firm).id, found.instrument.symbol))


def _ticket_context(request: PageRequest) -> dict[str, Any]:
    topic = _topic(request, "rfq")
    return {
        "market_topic": topic,
        "market_cursor": cursor(topic),
        "market_url": reverse("portal_instruments"),
        "ticket": _ticket(request),
    }


def _account_context(request: PageRequest) -> dict[str, Any]:
    topic = _topic(request, "account")
    return {
        "account_topic": topic,
        "account_cursor": cursor(topic),
        "account_url": reverse("portal_account"),
        "balances_url": reverse("portal_balances"),
        "account": account(request.actor),
    }


def _settlement_context(request: PageRequest) -> dict[str, Any]:
    topic = _topic(request, "account")
    standing = cursor(topic)
    rows, count = history.unsettled(request.actor, SETTLING_ROWS)
    return {
        "settling_topic": topic,
        "settling_cursor": standing,
        "settling_url": reverse("portal_settlement"),
        "settling": rows,
        "settling_count": count,
    }


def _trades_context(request: PageRequest, *, recent: bool) -> dict[str, Any]:
    topic = _topic(request, "account")
    standing = cursor(topic)
    rows, following = history.trade_rows(request.actor, **_range(request, recent))
    pages = _pages(request, "trades", following, recent=recent)
    return {"rows": rows, "topic": topic, "cursor": standing, "recent": recent, **pages}


def _requests_context(request: PageRequest, *, recent: bool) -> dict[str, Any]:
    topic = _topic(request, "rfq")
    standing = cursor(topic)
    rows, following = history.request_rows(request.actor, **_range(request, recent))
    pages = _pages(request, "requests", following, recent=recent)
    return {"rows": rows, "topic": topic, "cursor": standing, "recent": recent, **pages}


def _range(request: PageRequest, recent: bool) -> dict[str, Any]:
    if recent:
        return {"cursor": None, "limit": RECENT_ROWS}
    return {"cursor": request.GET.get("cursor"), "limit": PAGE_ROWS}


def _pages(request: PageRequest, name: str, following: str | None, *, recent: bool) -> dict[str, str]:
    """Where the list is fetched again, and the pages that show it, its other part and what follows."""
    path, here = reverse(f"portal_{name}"), "" if recent else request.GET.get("cursor", "")
    pages = {
        "trades": page_url(request, "portal", history="") if recent else reverse("portal_trades"),
        "requests": page_url(request, "portal", history="requests") if recent else reverse("portal_requests"),
    }
    return {
        "page": pages[name] if recent or not here else f"{path}?{urlencode({'cursor': here})}",
        "trades_page": pages["trades"],
        "requests_page": pages["requests"],
        "here_url": f"{path}?recent" if recent else f"{path}?{urlencode({'cursor': here})}" if here else path,
        "next_url": f"{path}?cursor={following}" if following else "",
        "first_url": path if here else "",
    }


def _page_or_fragment(request: PageRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    if request.actor.is_house:
        return redirect("home")
    part = "list" if request.headers.get("HX-Request") else "page"
    response = render(request, f"desks/portal/{name}_{part}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return at(response, request, context["page"]) if "page" in context else response


def _topic(request: PageRequest, name: str) -> str:
    return f"firm.{request.actor.firm_id}.{name}"
