"""Sending a child order to its venue, at most once."""

from __future__ import annotations

import time
from concurrent.futures import TimeoutError as NoAnswer
from dataclasses import dataclass
from uuid import UUID

from oms.services.report_order import record_answer, record_doubt
from oms.services.send_child import mark_sent
from tradeops.connectivity.services import run, shared_adapter
from tradeops.connectivity.types import CommandResult, OrderRequest, OrderType, Outcome, Side, TimeInForce
from tradeops.journal.subscribers import CallHandler, call
from tradeops.journal.types import EventRecord
from tradeops.kernel.actor import system
from tradeops.kernel.errors import TradeopsError
from tradeops.reference.selectors import venue_account, venue_instruments
from tradeops.reference.types import VenueAccountSpec, VenueInstrumentSpec

SENDER = system("sender")
# A worker that stood still for longer must not send: by then the order may have been found missing.
SEND_WITHIN_SECONDS = 3
ANSWER_WITHIN_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """One create. ``latest`` is on this process's monotonic clock."""

    child_id: UUID
    account: VenueAccountSpec
    listings: list[VenueInstrumentSpec]
    request: OrderRequest
    latest: float


@call("oms.send_child", on=("order.child_created",), queue="execution")
class SendChild(CallHandler[Plan, CommandResult]):
    """Marked sent and committed, sent once, recorded. Cut off in between it is UNKNOWN, and the gateway asks."""

    def prepare(self, event: EventRecord) -> Plan | None:
        latest = time.monotonic() + SEND_WITHIN_SECONDS
        terms = mark_sent(actor=SENDER, created=event)
        if terms is None:
            return None
        request = OrderRequest(
            client_order_id=terms.client_order_id,
            symbol=event.payload["instrument"],
            side=Side(event.payload["side"]),
            quantity=terms.quantity,
            price=terms.limit_price,
            type=OrderType.LIMIT,
            time_in_force=TimeInForce.IOC,
        )
        return Plan(terms.child_id, venue_account(terms.venue_account_id), venue_instruments(), request, latest)

    def execute(self, plan: Plan) -> CommandResult:
        try:
            return run(_create(plan), timeout=ANSWER_WITHIN_SECONDS)
        except NoAnswer:
            return CommandResult(Outcome.UNKNOWN, "VENUE_TIMEOUT", "no answer in time")
        except TradeopsError as error:
            # Only opening the adapter raises these: nothing has left.
            return CommandResult(Outcome.LOCAL_DENIED, error.code, error.detail)

    def record(self, event: EventRecord, plan: Plan, result: CommandResult) -> None:
        record_answer(actor=SENDER, child_id=plan.child_id, result=result)

    def resolve(self, event: EventRecord) -> None:
        record_doubt(actor=SENDER, child_id=event.subject.id, code="SENDER_CUT_OFF")


async def _create(plan: Plan) -> CommandResult:
    adapter = await shared_adapter(plan.account, plan.listings)
    if time.monotonic() > plan.latest:
        return CommandResult(Outcome.LOCAL_DENIED, "SENT_TOO_LATE", "the sender was held up")
    return await adapter.create_order(plan.request)
