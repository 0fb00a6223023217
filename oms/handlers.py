"""What oms does when something has happened."""

from decimal import Decimal

from oms import sending
from oms.services.hedge_trade import follow_up, hedge_trade
from tradeops.journal.subscribers import effect
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import system

HEDGER = system("hedger")
CALLS = (sending.SendChild,)


@effect("oms.hedge", on=("trade.booked",), queue="execution")
def hedge(event: EventRecord) -> None:
    hedge_trade(
        actor=HEDGER,
        trade_id=event.subject.id,
        symbol=event.payload["instrument"],
        side=event.payload["side"],
        quantity=Decimal(event.payload["base_amount"]),
        since=event.occurred_at,
    )


@effect("oms.follow_up", on=("order.done", "order.denied"), queue="execution")
def take_up_the_rest(event: EventRecord) -> None:
    follow_up(actor=HEDGER, ended=event)
