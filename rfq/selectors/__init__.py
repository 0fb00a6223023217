"""Reading requests and quotes. What belongs to a firm is scoped to the actor here."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from rfq.models import Quote, Rfq
from tradeops.access.policies import authorise
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import NotFound

Dealt = TypeVar("Dealt", Rfq, Quote)


def requests(actor: Actor) -> QuerySet[Rfq]:
    """The requests that ``actor`` may see, with their quotes, newest first."""
    authorise(actor, "rfq.view")
    quotes = Prefetch("quotes", Quote.objects.as_system().select_related("acceptance"))
    seen: QuerySet[Rfq] = Rfq.objects.visible_to(actor)
    return seen.select_related("counterparty").prefetch_related(quotes).order_by("-created_at", "-id")


def request(actor: Actor, rfq_id: UUID) -> Rfq:
    """One request. Raises NotFound ``RFQ_UNKNOWN`` for another firm's as for none."""
    found = requests(actor).filter(pk=rfq_id).first()
    if found is None:
        raise NotFound("RFQ_UNKNOWN", "there is no such request")
    return found


def request_with_quote(actor: Actor, rfq_id: UUID) -> tuple[Rfq, Quote | None]:
    """One request and its newest quote, as a client who waits for it reads them. Raises as ``request``."""
    authorise(actor, "rfq.view")
    found = visible_row(actor, Rfq, rfq_id)
    if found is None:
        raise NotFound("RFQ_UNKNOWN", "there is no such request")
    return found, rows.first(Quote, "rfq_id = %s ORDER BY created_at DESC LIMIT 1", [rfq_id])


def visible_row(actor: Actor, model: type[Dealt], key: UUID) -> Dealt | None:
    """The request or quote with this id, if ``actor`` may see it: any for the desk, the own firm's for a client."""
    return rows.first(
        model,
        "id = %s AND (%s::uuid IS NULL OR counterparty_id IN"
        " (SELECT id FROM reference_counterparty WHERE firm_id = %s))",
        [key, actor.firm_id, actor.firm_id],
    )


def quote(actor: Actor, quote_id: UUID) -> Quote:
    """One quote. Raises NotFound ``QUOTE_UNKNOWN`` for another firm's as for none."""
    authorise(actor, "rfq.view")
    found = visible_row(actor, Quote, quote_id)
    if found is None:
        raise NotFound("QUOTE_UNKNOWN", "there is no such quote")
    return found


def latest_quote(rfq: Rfq) -> Quote | None:
    """The request's newest quote, from what ``requests`` has read."""
    quotes = sorted(rfq.quotes.all(), key=lambda quote: quote.created_at)
    return quotes[-1] if quotes else None
