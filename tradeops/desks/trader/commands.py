"""What a dealer does from the page: stop, ask to open again, pull quotes, look after residuals."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from oms.services.hedge_residual import hedge_residual
from oms.services.residuals import assign_residual, close_residual
from rfq.services.close_requests import cancel_request, pull_quotes
from risk.services.rearm import request_rearm
from risk.services.trading import halt
from risk.types import TradingMode
from tradeops.desks.reasons import reason
from tradeops.desks.scopes import scope_words, sentence
from tradeops.desks.toasts import Tone, with_toast
from tradeops.desks.trader.switches import one
from tradeops.kernel.errors import Invalid, NotFound
from tradeops.reference.selectors import instrument
from tradeops.web.formatting import brief, quantity
from tradeops.web.pages import PageRequest, PageView, page_view


class Halt(PageView):
    """The form for one scope, and stopping it."""

    commands = {"GET": "risk.halt", "POST": "risk.halt"}

    def get(self, request: PageRequest) -> HttpResponse:
        return _form(request, "desks/trader/halt_form.html")

    def post(self, request: PageRequest) -> HttpResponse:
        scope, wanted = request.POST.get("scope", ""), request.POST.get("state", TradingMode.HALTED.value)
        if wanted not in list(TradingMode):
            raise Invalid("STATE_UNKNOWN", "state is HALTED or REDUCING", fields={"state": []})
        reason = request.POST.get("reason", "")
        done = halt(actor=request.actor, scope=scope, state=TradingMode(wanted), reason=reason)
        return _said(
            request,
            "warn",
            f"{sentence(scope_words(done.scope))} is {done.state.value.lower()}",
            "Opening it again needs a second person.",
        )


class Rearm(PageView):
    """The form for one scope, and asking to open it again."""

    commands = {"GET": "risk.rearm", "POST": "risk.rearm"}

    def get(self, request: PageRequest) -> HttpResponse:
        return _form(request, "desks/trader/rearm_form.html")

    def post(self, request: PageRequest) -> HttpResponse:
        scope = request.POST.get("scope", "")
        request_rearm(actor=request.actor, scope=scope, reason=request.POST.get("reason", ""))
        return _said(
            request, "live", f"Asked to re-arm {scope_words(scope)}", "It opens when a second person approves."
        )


@page_view(command="rfq.pull_quotes", method="POST")
def pull_all(request: PageRequest) -> HttpResponse:
    """Withdraw every live quote."""
    count = pull_quotes(actor=request.actor, scope_kind="desk", scope_key="", reason="pulled by a dealer")
    return _said(request, "warn", f"{count} live {'quote' if count == 1 else 'quotes'} pulled")


@page_view(command="rfq.cancel", method="POST")
def pull_one(request: PageRequest, rfq_id: UUID) -> HttpResponse:
    """Withdraw one request with its quote."""
    cancel_request(actor=request.actor, rfq_id=rfq_id)
    return _said(request, "ok", "Quote pulled")


@page_view(command="oms.assign_residual", method="POST")
def assign(request: PageRequest, residual_id: UUID) -> HttpResponse:
    """Take a residual over."""
    row = assign_residual(actor=request.actor, residual_id=residual_id)
    return _said(
        request, "ok", f"You look after {brief(row.quantity, instrument(row.instrument_id).base)} {row.instrument_id}"
    )


@page_view(command="oms.hedge_residual", method="POST")
def hedge(request: PageRequest, residual_id: UUID) -> HttpResponse:
    """Send a hedge order for all of a residual."""
    order = hedge_residual(actor=request.actor, residual_id=residual_id)
    if order.deny_code:
        return _said(request, "bad", "The hedge was denied", reason(order.deny_code).title)
    return _said(request, "ok", f"{quantity(order.routed, 0)} sent to the venues")


class Close(PageView):
    """The form for one residual, and closing it without a hedge."""

    commands = {"GET": "oms.close_residual", "POST": "oms.close_residual"}

    def get(self, request: PageRequest, residual_id: UUID) -> HttpResponse:
        return render(request, "desks/trader/close_form.html", {"residual_id": residual_id})

    def post(self, request: PageRequest, residual_id: UUID) -> HttpResponse:
        close_residual(actor=request.actor, residual_id=residual_id, reason=request.POST.get("reason", ""))
        return _said(request, "ok", "Residual closed", "The desk keeps the position.")


def _form(request: PageRequest, template: str) -> HttpResponse:
    switch = one(request.actor, request.GET.get("scope", "firm"))
    if switch is None:
        raise NotFound("SCOPE_UNKNOWN", "there is no such scope")
    return render(request, template, {"switch": switch})


def _said(request: PageRequest, tone: Tone, title: str, text: str = "") -> HttpResponse:
    """Nothing to swap: the page's regions hear of it by themselves. Without scripts: the page again."""
    if request.headers.get("HX-Request"):
        return with_toast(HttpResponse(status=204), tone, title, text)
    messages.success(request, f"{title}. {text}")
    return redirect("desk_trader")
