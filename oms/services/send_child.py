"""The database's part in sending a child order: whether it may go, and that it went."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import connection

from oms.services.order_rows import lock_child
from oms.services.progress import Progress
from oms.types import Lifecycle, SendTerms
from oms.workflow import CHILD_ORDER
from risk.selectors import reduces
from risk.services.trading import require_open
from tradeops.access.policies import authorise
from tradeops.journal.services import append_many
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict
from tradeops.workflow.services import drafted

_SEND = CHILD_ORDER.by_name["send"]
# The mark, if the child is still to be sent and its account is reconciled. It locks no row that it does not change.
_MARK = """
UPDATE oms_childorder child SET lifecycle = %s, sent_at = clock_timestamp()
WHERE child.id = %s AND child.lifecycle = ANY(%s) AND EXISTS (
    SELECT 1 FROM oms_venuesession session
    WHERE session.venue_account_id = child.venue_account_id AND session.reconciled_until > clock_timestamp()
)
RETURNING child.venue_account_id, child.client_order_id, child.quantity, child.limit_price
"""


def mark_sent(*, actor: Actor, created: EventRecord) -> SendTerms | None:
    """Mark the child that ``order.child_created`` tells of as sent, in the caller's transaction, or deny it.

    None when it is not to be sent. Denied: trading is stopped in one of its scopes, or its venue account is not
    reconciled. Nothing that stops trading commits between this check and the mark.
    """
    authorise(actor, _SEND.command)
    child_id, told = created.subject.id, created.payload
    refused = _stopped(told)
    marked = None if refused else _mark(child_id)
    if marked is None:
        _deny(actor, child_id, refused or "VENUE_NOT_RECONCILED")
        return None
    sent = {"order_id": told["order_id"], "venue": told["venue"], "client_order_id": marked.client_order_id}
    append_many(actor=actor, drafts=[drafted(CHILD_ORDER, "send", child_id, actor=actor, payload=sent)])
    return marked


def _stopped(told: dict[str, str]) -> str:
    """Why trading is stopped for the child, if it is."""
    symbol, side, quantity = told["instrument"], told["side"], Decimal(told["quantity"])
    try:
        require_open(counterparty_id=None, instrument=symbol, venue=told["venue"])
    except Conflict as stopped:
        reducing = stopped.code == "TRADING_REDUCING" and reduces(symbol, side_of_desk=side, base_amount=quantity)
        return "" if reducing else stopped.code
    return ""


def _mark(child_id: UUID) -> SendTerms | None:
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [_SEND.target, child_id, list(_SEND.source)])
        row = cursor.fetchone()
    return None if row is None else SendTerms(child_id, *row)


def _deny(actor: Actor, child_id: UUID, code: str) -> None:
    progress = Progress(actor, *lock_child(child_id))
    if progress.child.lifecycle == Lifecycle.DRAFT:
        progress.deny(code=code)
        progress.write()
