"""What settlement does when something has happened."""

from settlement.services.create_obligations import create_obligations
from tradeops.journal.subscribers import effect
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import system

SETTLEMENT = system("settlement")


@effect("settlement.create_obligations", on=("trade.booked",), queue="settlement")
def create(event: EventRecord) -> None:
    create_obligations(actor=SETTLEMENT, trade=event)
