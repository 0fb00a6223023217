"""Ending requests and their quotes: by the client, by time, or because trading stopped."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from rfq.models import Quote, Rfq
from rfq.workflow import QUOTE, RFQ
from risk.services.reservations import release_many
from tradeops.access.policies import authorise
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import NotFound
from tradeops.workflow.services import apply_many

SWEEP = 200
# Asked ten times a second, and mostly in vain. The sub-select is computed once, so that the indexes serve.
_DUE = """
SELECT id FROM rfq_rfq WHERE state IN ('PENDING_NEW', 'QUOTING') AND expires_at <= (SELECT clock_timestamp())
UNION
SELECT rfq_id FROM rfq_quote WHERE state = 'ACTIVE' AND expires_at <= (SELECT clock_timestamp())
LIMIT %s
"""


def cancel_request(*, actor: Actor, rfq_id: UUID) -> None:
    """Withdraw a request and its live quote; one that is over stays as it is.

    Raises NotFound for another firm's request and Denied.
    """
    authorise(actor, "rfq.cancel")
    if not Rfq.objects.visible_to(actor).filter(pk=rfq_id).exists():
        raise NotFound("RFQ_UNKNOWN", "there is no such request")
    with transaction.atomic():
        Rfq.objects.as_system().select_for_update(no_key=True, of=("self",)).get(pk=rfq_id)
        reason = "pulled by the desk" if actor.is_house else "withdrawn by the client"
        _close(actor, [rfq_id], "cancel", reason=reason)


def expire_due(*, actor: Actor) -> int:
    """Close what is past its time: unpriced requests by their own deadline, quoted ones by their quote's."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [SWEEP])
        ids = [rfq_id for (rfq_id,) in cursor.fetchall()]
    if not ids:
        return 0
    with transaction.atomic():
        return len(_close(actor, ids, "expire", reason=""))


def pull_quotes(*, actor: Actor, scope_kind: str, scope_key: str, reason: str) -> int:
    """Withdraw every live quote that a scope covers, because it was stopped or a dealer said so; how many."""
    authorise(actor, "rfq.pull_quotes")
    live = Quote.objects.as_system().filter(state="ACTIVE")
    if scope_kind == "counterparty":
        live = live.filter(counterparty_id=scope_key)
    elif scope_kind == "instrument":
        live = live.filter(instrument_id=scope_key)
    elif scope_kind == "venue":
        return 0
    with transaction.atomic():
        return len(_close(actor, list(live.values_list("rfq_id", flat=True)), "cancel", reason=reason))


def _close(actor: Actor, rfq_ids: Iterable[UUID], move: str, *, reason: str) -> list[Rfq]:
    """Requests first, then their quotes, then reservations: the written order of locks."""
    closed: list[Rfq] = apply_many(RFQ, rfq_ids, move, actor=actor, draft=_firm_of, reason=reason)
    live = Quote.objects.as_system().filter(rfq_id__in=[rfq.pk for rfq in closed], state="ACTIVE")
    quotes = apply_many(
        QUOTE, list(live.values_list("pk", flat=True)), move, actor=actor, draft=_quote_draft, reason=reason
    )
    release_many(actor=actor, causes=[Subject("quote", quote.pk) for quote in quotes])
    return closed


def _firm_of(rfq: Rfq) -> tuple[UUID, dict[str, object]]:
    return rfq.counterparty.firm_id, {}


def _quote_draft(quote: Quote) -> tuple[UUID, dict[str, object]]:
    return quote.counterparty.firm_id, {"rfq_id": quote.rfq_id}
