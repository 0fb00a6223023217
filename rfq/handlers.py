"""What rfq does when something has happened."""

from rfq.services.close_requests import expire_due, pull_quotes
from rfq.services.price_request import price_request
from tradeops.journal.subscribers import effect
from tradeops.journal.ticks import tick
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import system

ENGINE = system("pricing")
CLOCK = system("clock")
SAFETY = system("safety")


def close_unpriced(event: EventRecord) -> None:
    expire_due(actor=CLOCK)


@effect("rfq.price", on=("rfq.requested",), queue="pricing", useful_until="expires_at", on_expired=close_unpriced)
def price(event: EventRecord) -> None:
    price_request(actor=ENGINE, rfq_id=event.subject.id)


@effect("rfq.pull_quotes", on=("trading_state.halted",), queue="execution")
def pull(event: EventRecord) -> None:
    pull_quotes(
        actor=SAFETY,
        scope_kind=event.payload["scope_kind"],
        scope_key=event.payload["scope_key"],
        reason=f"trading stopped: {event.reason}",
    )


@tick("rfq.expire", every_ms=100)
def expire() -> None:
    expire_due(actor=CLOCK)
