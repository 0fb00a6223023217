"""The page of one deal; asked for by htmx it is the live fragment alone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from tradeops.desks.deal.page import read
from tradeops.journal.types import Subject
from tradeops.kernel.errors import NotFound
from tradeops.live.selectors import cursor
from tradeops.web.pages import PageRequest, page_view
from tradeops.workflow.selectors import family


@page_view(command="operations.view")
def deal(request: PageRequest, rfq_id: UUID) -> HttpResponse:
    """One deal from request to settlement, for the desk."""
    topic = f"deal.{rfq_id}"
    standing = cursor(topic)
    context = {"deal": read(request.actor, rfq_id), "topic": topic, "cursor": standing}
    part = "body" if request.headers.get("HX-Request") else "page"
    response = render(request, f"desks/deal/{part}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@page_view(command="operations.view")
def deal_of(request: PageRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """From a trade, an order or a leg to the page of its deal. Raises NotFound ``DEAL_UNKNOWN``."""
    for subject in family(Subject(kind, subject_id)):
        if subject.kind == "rfq":
            return redirect("desk_deal", subject.id)
    raise NotFound("DEAL_UNKNOWN", "this did not begin with a request")
