"""What a venue's user stream told, most of which the replies to the sender told before."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from oms.models import ChildOrder, Execution
from oms.services.record_execution import difference, record_execution
from oms.services.report_order import is_news, record_report
from oms.types import Intake, Source
from tradeops.connectivity.types import VenueOrder, VenueTrade
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor

_NAMED = "venue_account_id = %s AND client_order_id = ANY(%s)"


def take_stream(*, actor: Actor, venue_account_id: UUID, told: Sequence[VenueTrade | VenueOrder]) -> list[VenueTrade]:
    """Record what is new of ``told``, in its order; the executions that belong to nobody here.

    What is known already is found in two statements without locks, however much was told. Raises what
    ``record_execution`` and ``record_report`` raise; the rest is then left to polling.
    """
    foreign = []
    for message in _unknown(venue_account_id, told):
        if isinstance(message, VenueOrder):
            record_report(actor=actor, venue_account_id=venue_account_id, report=message)
        elif Intake.UNMATCHED is record_execution(
            actor=actor, venue_account_id=venue_account_id, trade=message, source=Source.STREAM
        ):
            foreign.append(message)
    return foreign


def _unknown(venue_account_id: UUID, told: Sequence[VenueTrade | VenueOrder]) -> list[VenueTrade | VenueOrder]:
    names = list({message.client_order_id for message in told if message.client_order_id})
    children = {child.client_order_id: child for child in rows.find(ChildOrder, _NAMED, [venue_account_id, names])}
    fills = rows.find(Execution, "child_id = ANY(%s)", [[child.pk for child in children.values()]]) if children else []
    known = {(fill.child_id, fill.venue_trade_id): fill for fill in fills}

    def is_unknown(message: VenueTrade | VenueOrder) -> bool:
        child = children.get(message.client_order_id or "")
        if child is None:
            return True
        if isinstance(message, VenueOrder):
            return is_news(child, message)
        fill = known.get((child.pk, message.venue_trade_id))
        return fill is None or difference(fill, message) != ""

    return [message for message in told if is_unknown(message)]
