"""Making a hedge order: its decision, its route and its children, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from oms.models import ChildOrder, Order
from oms.routing.plan import plan
from oms.routing.types import Outlet, Plan, Side
from oms.services.gather_market import Market
from oms.types import Lifecycle, OrderResult
from oms.workflow import ORDER
from risk.services.decisions import decide_order
from risk.types import DecisionResult
from tradeops.access.policies import authorise
from tradeops.journal.services import Draft, append_many
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import now
from tradeops.kernel.ids import uuid7
from tradeops.reference.types import InstrumentSpec
from tradeops.workflow.services import drafted, link, link_many


@dataclass(frozen=True, slots=True)
class Origin:
    """What an order hedges: one attempt of a trade, or a residual."""

    trade_id: UUID | None = None
    residual_id: UUID | None = None
    attempt: int = 1

    @property
    def subject(self) -> Subject:
        if self.trade_id is not None:
            return Subject("trade", self.trade_id)
        assert self.residual_id is not None
        return Subject("residual", self.residual_id)


def create_order(
    *,
    actor: Actor,
    origin: Origin,
    instrument: InstrumentSpec,
    side: Side,
    quantity: Decimal,
    market: Market,
) -> OrderResult:
    """Create the order for one attempt to hedge a trade or a residual; it is denied where risk says no.

    Emits ``order.created`` and ``order.child_created`` for each child, or ``order.denied``. Raises Denied, and
    IntegrityError for a second order of the same attempt.
    """
    authorise(actor, "oms.hedge")
    if not connection.in_atomic_block:
        raise RuntimeError("an order is created with its children and events, or not at all")
    outlets = () if market.stopped else market.outlets
    route = plan(side=side, quantity=quantity, outlets=outlets)
    order_id = uuid7()
    decision = decide_order(
        actor=actor,
        cause=Subject("order", order_id),
        instrument=instrument,
        quantity=quantity,
        price=route.worst_price,
        mid=market.mid,
        data_age_ms=_oldest_ms(route, outlets, now()),
    )
    terms: dict[str, Any] = {"side": side, "quantity": quantity, "decision_id": decision.id, **asdict(origin)}
    code = market.stopped or _refusal(decision, route, outlets)
    # Nobody ever sees it as a draft: it is written as what it becomes.
    lifecycle = Lifecycle.DENIED if code else Lifecycle.PENDING_NEW
    order = Order(id=order_id, instrument_id=instrument.symbol, lifecycle=lifecycle.value, deny_code=code, **terms)
    order.ord_status = order.status_after()["ord_status"]
    rows.insert(order)
    told = {"instrument": instrument.symbol, **terms}
    if code:
        told |= {"code": code, "filled": Decimal(0), "remainder": quantity}
        link(parent=origin.subject, child=Subject("order", order_id))
        append_many(actor=actor, drafts=[drafted(ORDER, "deny", order_id, actor=actor, payload=told)], reason=code)
        return OrderResult(order_id, lifecycle, Decimal(0), code)
    told |= {"routed": route.quantity, "remainder": route.remainder, "venues": len(route.slices)}
    released = drafted(ORDER, "release", order_id, actor=actor, payload=told)
    append_many(actor=actor, drafts=[released, *_children(origin, order, route, outlets)])
    return OrderResult(order_id, lifecycle, route.quantity, "")


def _children(origin: Origin, order: Order, route: Plan, outlets: Sequence[Outlet]) -> list[Draft]:
    """The children of a route, written and linked, as their events."""
    by_venue = {outlet.listing.venue: outlet for outlet in outlets}
    children = []
    for slice in route.slices:
        identifier = uuid7()
        child = ChildOrder(
            id=identifier,
            parent=order,
            venue_account_id=by_venue[slice.venue].account_id,
            venue_id=slice.venue,
            venue_symbol=by_venue[slice.venue].listing.venue_symbol,
            # The id itself, 32 characters: whoever finds the order at the venue finds it here.
            client_order_id=identifier.hex,
            quantity=slice.quantity,
            limit_price=slice.limit_price,
            expected_notional=slice.notional,
        )
        rows.insert(child)
        children.append(child)
    subject = Subject("order", order.id)
    link_many([(origin.subject, subject), *((subject, Subject("child_order", child.id)) for child in children)])
    return [Draft("order.child_created", Subject("child_order", child.id), None, _told(child)) for child in children]


def _told(child: ChildOrder) -> dict[str, Any]:
    """What the event says of a child: enough to send it without reading its parent."""
    order = child.parent
    told = {"order_id": order.id, "venue": child.venue_id, "instrument": order.instrument_id, "side": order.side}
    return told | {"quantity": child.quantity, "limit_price": child.limit_price}


def _refusal(decision: DecisionResult, route: Plan, outlets: Sequence[Outlet]) -> str:
    if not outlets:
        return "NO_VENUE_READY"
    if not route.slices:
        return "NOT_ROUTABLE"
    return next((verdict.code for verdict in decision.refusals), "")


def _oldest_ms(route: Plan, outlets: Sequence[Outlet], at: datetime) -> int | None:
    used = {slice.venue for slice in route.slices}
    ages = [(at - outlet.book.received_at).total_seconds() * 1000 for outlet in outlets if outlet.listing.venue in used]
    return max(0, round(max(ages))) if ages else None
