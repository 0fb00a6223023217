"""What operations does from the page: ask to settle, ask to credit, decide, give dead letters another life."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from settlement.selectors import obligations
from settlement.services.record_deposit import request_deposit
from settlement.services.settle_obligation import request_settlement
from tradeops.access import approvals as access
from tradeops.access.policies import may
from tradeops.access.selectors import approval
from tradeops.access.types import ApprovalSpec
from tradeops.desks.operations import approvals, money, views
from tradeops.desks.toasts import with_refusal, with_toast
from tradeops.journal.selectors import delivery
from tradeops.kernel.clock import now
from tradeops.kernel.errors import Conflict, Invalid, NotFound
from tradeops.operations import services
from tradeops.web.pages import PageRequest, PageView, page_view


class Settle(PageView):
    """The form for one open leg, and asking a second person to settle it."""

    commands = {"GET": "settlement.settle", "POST": "settlement.settle"}

    def get(self, request: PageRequest, obligation_id: UUID) -> HttpResponse:
        leg = obligations(request.actor).filter(pk=obligation_id).first()
        if leg is None:
            raise NotFound("OBLIGATION_UNKNOWN", "there is no such obligation")
        return render(request, "desks/operations/settle_form.html", {"leg": leg})

    def post(self, request: PageRequest, obligation_id: UUID) -> HttpResponse:
        evidence = request.POST.get("evidence", "").strip()
        if not evidence:
            raise Invalid("EVIDENCE_MALFORMED", "Give the bank's or the chain's reference.", fields={"evidence": []})
        request_settlement(actor=request.actor, obligation_id=obligation_id, evidence=evidence)
        return with_toast(HttpResponse(), "live", "Asked", "It settles when another person approves.")


@page_view(command="settlement.record_deposit", method="POST")
def deposit(request: PageRequest) -> HttpResponse:
    """Ask a second person to credit a client; what was typed stays when it is refused."""
    form = money.DepositForm.of(request.actor, request.POST)
    try:
        request_deposit(
            actor=request.actor,
            counterparty_id=_uuid(form.client),
            asset=form.asset,
            amount=form.plain,
            evidence=form.evidence,
        )
    except (Invalid, NotFound, Conflict) as error:
        refused = render(request, "desks/operations/money.html", views.money_part(request, form) | {"error": error})
        return with_refusal(refused, error, "Nothing was asked for")
    asked = render(request, "desks/operations/money.html", views.money_part(request))
    return with_toast(asked, "live", "Asked", "The client is credited when another person approves.")


class Decide(PageView):
    """One approval with its exact payload, and the second person's word on it."""

    commands = {"GET": "access.list_approvals", "POST": "access.decide_approval"}

    def get(self, request: PageRequest, approval_id: UUID) -> HttpResponse:
        row = approvals.row(request.actor, approval(request.actor, approval_id), now())
        return render(request, "desks/operations/approval.html", {"row": row})

    def post(self, request: PageRequest, approval_id: UUID) -> HttpResponse:
        decision, given = request.POST.get("decision", ""), request.POST
        shown, reason = given.get("payload_hash", ""), given.get("reason", "").strip()
        if decision not in ("approve", "reject"):
            raise Invalid("DECISION_UNKNOWN", "Approve or reject.", fields={"decision": []})
        decide = access.approve if decision == "approve" else access.reject
        done = decide(actor=request.actor, approval_id=approval_id, payload_hash=shown, reason=reason)
        return _told(done)


class Letter(PageView):
    """A delivery with its event and its last error."""

    commands = {"GET": "operations.view"}

    def get(self, request: PageRequest, delivery_id: int) -> HttpResponse:
        row = delivery(delivery_id)
        if row is None:
            raise NotFound("DELIVERY_NOT_FOUND", "there is no such delivery")
        context = {
            "row": row,
            "event": row.event.record(),
            "can_retry": row.state == "DEAD" and may(request.actor, "operations.retry_delivery"),
            "can_discard": row.state == "DEAD" and may(request.actor, "operations.discard_delivery"),
        }
        return render(request, "desks/operations/delivery.html", context)


@page_view(command="operations.retry_delivery", method="POST")
def retry(request: PageRequest, delivery_id: int) -> HttpResponse:
    """Give a dead letter another life."""
    services.retry_delivery(actor=request.actor, delivery_id=delivery_id, reason=request.POST.get("reason", ""))
    return with_toast(HttpResponse(), "ok", "Delivered again", "It begins anew with its first attempt.")


@page_view(command="operations.discard_delivery", method="POST")
def discard(request: PageRequest, delivery_id: int) -> HttpResponse:
    """Close a dead letter for good."""
    services.discard_delivery(actor=request.actor, delivery_id=delivery_id, reason=request.POST.get("reason", ""))
    return with_toast(HttpResponse(), "warn", "Discarded", "What waited behind it goes on.")


def _told(done: ApprovalSpec) -> HttpResponse:
    """What became of the decision: an approval that lapsed was not carried out, though nothing was raised."""
    if done.state == "EXECUTED":
        return with_toast(HttpResponse(), "ok", "Approved and carried out")
    if done.state == "REJECTED":
        return with_toast(HttpResponse(), "warn", "Rejected", "Nothing was carried out.")
    return with_toast(HttpResponse(), "bad", f"Not done: {done.state.lower()}", done.decision_reason)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("CLIENT_MISSING", "Choose a client.", fields={"client": []}) from error
