"""How far polling has read a venue's executions. Only polling moves the mark: a stream may skip one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min

from oms.models import ChildOrder, FillWatermark
from oms.types import PollFrom, SentChild
from tradeops.connectivity.types import VenueTrade
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now

# Clocks of venue and desk differ: the first poll starts a little before the first order.
OVERLAP = timedelta(minutes=1)
# A reply takes no longer than this; an order that is older and has no answer is asked for.
REPLY_WITHIN_SECONDS = 5
# How long an order whose venue id never became known may still explain an execution.
EXPLAINS_FOR = timedelta(days=1)

_ADVANCE = """
INSERT INTO oms_fillwatermark (venue_account_id, instrument_id, last_trade_id) VALUES (%s, %s, %s)
ON CONFLICT (venue_account_id, instrument_id) DO UPDATE SET last_trade_id = excluded.last_trade_id
"""
# By the unique key of executions.
_RECORDED = """
SELECT execution.venue_trade_id, child.venue_order_id, execution.price, execution.quantity, execution.fee,
       execution.fee_asset_id
FROM oms_execution execution JOIN oms_childorder child ON child.id = execution.child_id
WHERE execution.venue_account_id = %s AND execution.venue_symbol = %s AND execution.venue_trade_id = ANY(%s)
"""
# Asked every second: only orders that are not over have an entry in the index this uses.
_UNANSWERED = """
SELECT child.id, parent.instrument_id, child.client_order_id, child.venue_order_id
FROM oms_childorder child JOIN oms_order parent ON parent.id = child.parent_id
WHERE child.venue_account_id = %s AND NOT child.lifecycle IN ('DONE', 'DENIED')
    AND child.lifecycle IN ('PENDING_NEW', 'NEW')
    AND (child.unknown_since IS NOT NULL OR child.sent_at <= clock_timestamp() - make_interval(secs => %s))
"""


def poll_from(venue_account_id: UUID, symbol: str) -> PollFrom | None:
    """Where to go on; None when the desk never sent an order there."""
    mark = rows.first(FillWatermark, "venue_account_id = %s AND instrument_id = %s", [venue_account_id, symbol])
    if mark is not None:
        return PollFrom(mark.last_trade_id, None)
    sent = ChildOrder.objects.filter(venue_account=venue_account_id, parent__instrument=symbol, sent_at__isnull=False)
    first: datetime | None = sent.aggregate(first=Min("sent_at"))["first"]
    return None if first is None else PollFrom(None, first - OVERLAP)


@transaction.atomic
def advance_watermark(
    *, actor: Actor, venue_account_id: UUID, symbol: str, last_trade_id: str, foreign: list[VenueTrade]
) -> None:
    """Everything up to ``last_trade_id`` was taken in; ``foreign`` are executions of nobody's order here.

    Emits ``execution.unmatched`` for each of those: somebody else uses the account.
    """
    for trade in foreign:
        append(
            actor=actor,
            name="execution.unmatched",
            subject=Subject("venue_account", venue_account_id),
            payload={
                "venue_trade_id": trade.venue_trade_id,
                "venue_order_id": trade.venue_order_id,
                "instrument": symbol,
                "side": trade.side.value,
                "price": trade.price,
                "quantity": trade.quantity,
            },
        )
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, [venue_account_id, symbol, last_trade_id])


def unrecorded(venue_account_id: UUID, venue_symbol: str, trades: list[VenueTrade]) -> list[VenueTrade]:
    """Those of ``trades`` that are not recorded just so: the reply or the stream brought most of them before."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORDED, [venue_account_id, venue_symbol, [trade.venue_trade_id for trade in trades]])
        known = set(cursor.fetchall())
    return [trade for trade in trades if _content(trade) not in known]


def _content(trade: VenueTrade) -> tuple[object, ...]:
    return trade.venue_trade_id, trade.venue_order_id, trade.price, trade.quantity, trade.fee, trade.fee_asset


def unanswered(venue_account_id: UUID) -> list[SentChild]:
    """Orders to ask for: in doubt, or sent so long ago that an answer should be here."""
    with connection.cursor() as cursor:
        cursor.execute(_UNANSWERED, [venue_account_id, REPLY_WITHIN_SECONDS])
        return [SentChild(*row) for row in cursor.fetchall()]


def unexplained(venue_account_id: UUID, symbol: str) -> list[SentChild]:
    """Orders sent lately whose id at the venue is not known: an execution may be theirs."""
    sent = ChildOrder.objects.filter(
        venue_account=venue_account_id,
        parent__instrument=symbol,
        venue_order_id="",
        sent_at__gt=database_now() - EXPLAINS_FOR,
    )
    return [_sent(row) for row in sent.select_related("parent")]


def _sent(row: ChildOrder) -> SentChild:
    return SentChild(row.pk, row.parent.instrument_id, row.client_order_id, row.venue_order_id)
