"""What a client does: ask, accept, decline. Each answers with the card as it then stands."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from rfq import selectors as rfq
from rfq.services.accept_quote import accept_quote
from rfq.services.close_requests import cancel_request
from rfq.services.request_quote import request_quote
from tradeops.desks.portal import views
from tradeops.desks.portal.ticket import blank, draft, refusal
from tradeops.desks.toasts import with_refusal, with_toast
from tradeops.kernel.errors import TradeopsError
from tradeops.kernel.ids import uuid7
from tradeops.reference.selectors import instrument
from tradeops.web.formatting import brief
from tradeops.web.pages import PageRequest, PageView, page_view


class Requests(PageView):
    """The list of requests, and asking for another quote."""

    commands = {"GET": "rfq.view", "POST": "rfq.request"}

    def get(self, request: PageRequest) -> HttpResponse:
        return views.requests(request)

    def post(self, request: PageRequest) -> HttpResponse:
        """The card of the new request, or 422 with what is wrong for the ticket."""
        try:
            asked, _ = request_quote(actor=request.actor, rfq_id=uuid7(), draft=draft(request.POST))
        except TradeopsError as error:
            if not _in_page(request):
                return _reloaded(request, None, refusal(error), failed=True)
            response = render(request, "desks/portal/refusal.html", {"said": refusal(error)}, status=422)
            response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#ticket-message", "innerHTML"
            return response
        if not _in_page(request):
            return _reloaded(request, asked.pk)
        context = {
            **views.quote_context(request, asked.pk),
            "asked": True,
            "focused": True,
            "new_client_rfq_id": blank(),
        }
        return render(request, "desks/portal/quote.html", context)


@page_view(command="rfq.accept", method="POST")
def accept(request: PageRequest, quote_id: UUID) -> HttpResponse:
    """Deal on one side of a quote."""
    quoted = rfq.quote(request.actor, quote_id)
    try:
        done = accept_quote(
            actor=request.actor,
            quote_id=quote_id,
            side=request.POST.get("side", ""),
            client_order_id=request.POST.get("client_order_id", ""),
        )
    except TradeopsError as error:
        if not _in_page(request):
            return _reloaded(request, quoted.rfq_id, f"Nothing was traded: {error.detail}", failed=True)
        return with_refusal(_card(request, quoted.rfq_id), error, "Nothing was traded")
    verb = "bought" if done.side == "BUY" else "sold"
    base = instrument(quoted.instrument_id).base
    said = f"You {verb} {brief(done.base_amount, base)} {base.code}"
    if not _in_page(request):
        return _reloaded(request, done.rfq_id, said)
    return with_toast(_card(request, done.rfq_id), "ok", said)


@page_view(command="rfq.cancel", method="POST")
def decline(request: PageRequest, rfq_id: UUID) -> HttpResponse:
    """Withdraw a request, priced or not."""
    cancel_request(actor=request.actor, rfq_id=rfq_id)
    return _card(request, rfq_id) if _in_page(request) else _reloaded(request, rfq_id)


def _in_page(request: PageRequest) -> bool:
    """Whether the page itself sent this; a browser without scripts sends plain forms."""
    return bool(request.headers.get("HX-Request"))


def _reloaded(request: PageRequest, rfq_id: UUID | None, said: str = "", *, failed: bool = False) -> HttpResponse:
    """The whole page again, saying what came of the command."""
    if said:
        messages.add_message(request, messages.ERROR if failed else messages.SUCCESS, said)
    url = reverse("portal")
    return redirect(f"{url}?rfq={rfq_id}" if rfq_id else url)


def _card(request: PageRequest, rfq_id: UUID) -> HttpResponse:
    """The card has the focus: the button that was pressed is gone with the card that it stood in."""
    return render(request, "desks/portal/quote.html", {**views.quote_context(request, rfq_id), "focused": True})
