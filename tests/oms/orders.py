"""A hedge order with one sent child, and what a venue tells about it, without a venue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from oms.models import ChildOrder, Order
from risk.models import Decision
from tests.access import people
from tests.marketdata.books import NOW
from tests.oms.booking import book
from tests.reference import desk
from tradeops.connectivity.types import CommandResult, OrderStatus, Outcome, Side, VenueOrder, VenueTrade
from tradeops.kernel.actor import system
from tradeops.kernel.clock import database_now
from tradeops.kernel.ids import uuid7
from tradeops.reference.selectors import venue_accounts

GATEWAY = system("gateway")


@dataclass(frozen=True)
class Sent:
    """The ids of a child that was sent, of its order and its account."""

    order_id: UUID
    child_id: UUID
    account_id: UUID
    client_order_id: str
    side: str

    @property
    def order(self) -> Order:
        return Order.objects.get(pk=self.order_id)

    @property
    def child(self) -> ChildOrder:
        return ChildOrder.objects.get(pk=self.child_id)

    def trade(self, number: int, quantity: str, price: str, *, fee: str = "0.0333", named: bool = True) -> VenueTrade:
        return VenueTrade(
            venue_trade_id=str(number),
            venue_order_id="77",
            client_order_id=self.client_order_id if named else None,
            symbol="BTC-USD",
            side=Side(self.side),
            price=Decimal(price),
            quantity=Decimal(quantity),
            fee=Decimal(fee),
            fee_asset="USD",
            is_maker=False,
            at=NOW,
        )

    def report(self, status: OrderStatus, filled: str = "0") -> VenueOrder:
        return VenueOrder(
            venue_order_id="77",
            client_order_id=self.client_order_id,
            symbol="BTC-USD",
            side=Side(self.side),
            status=status,
            quantity=self.child.quantity,
            filled=Decimal(filled),
            filled_notional=Decimal(filled) * 100,
            price=Decimal(100),
            at=NOW,
        )

    def answer(self, status: OrderStatus, filled: str, *trades: VenueTrade) -> CommandResult:
        return CommandResult(Outcome.CONFIRMED, order=self.report(status, filled), trades=trades)


def sent(*, side: str = "BUY", quantity: str = "3", whole: str | None = None) -> Sent:
    """A trade, its order for ``whole`` base with an approved decision, and a child of ``quantity`` sent to alpha."""
    trade_id = book(firm_id=people.firm(), side=side, base=whole or quantity, price="100")
    desk.venue("alpha")
    (account,) = venue_accounts()
    order_id, child_id = uuid7(), uuid7()
    decision = Decision.objects.create(
        cause_kind="order", cause_id=order_id, approved=True, verdicts=[], inputs={}, actor_kind="system"
    )
    order = Order.objects.create(
        id=order_id,
        trade_id=trade_id,
        instrument_id="BTC-USD",
        side=side,
        quantity=Decimal(whole or quantity),
        decision=decision,
        lifecycle="PENDING_NEW",
    )
    child = ChildOrder.objects.create(
        id=child_id,
        parent=order,
        venue_account_id=account.id,
        venue_id="alpha",
        venue_symbol="BTCUSD",
        client_order_id=child_id.hex,
        quantity=Decimal(quantity),
        limit_price=Decimal(101),
        expected_notional=Decimal(300),
        lifecycle="PENDING_NEW",
        sent_at=database_now(),
    )
    return Sent(order.pk, child.pk, account.id, child.client_order_id, side)
