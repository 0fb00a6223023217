"""A dealer's own order for a residual."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from oms.services.hedge_trade import hedge_by_hand
from oms.services.residuals import lock_residual, require_no_hedge, take_over
from oms.types import OrderResult
from tradeops.access.policies import authorise
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid
from tradeops.kernel.money import plain


@transaction.atomic
def hedge_residual(*, actor: Actor, residual_id: UUID, quantity: Decimal | None = None) -> OrderResult:
    """Send a hedge order for a residual, or a part of it, in a dealer's name, who takes it over with that.

    Raises Denied, NotFound, Conflict ``RESIDUAL_CLOSED`` or ``HEDGE_RUNNING``, Invalid ``QUANTITY_INVALID``, and
    Unavailable ``MARKET_DATA_MISSING``. An order that risk refuses is returned as DENIED.
    """
    authorise(actor, "oms.hedge_residual")
    row = lock_residual(residual_id)
    if row.state == "CLOSED":
        raise Conflict("RESIDUAL_CLOSED", "this residual is closed")
    require_no_hedge(row)
    wanted = row.quantity if quantity is None else quantity
    if not 0 < wanted <= row.quantity:
        raise Invalid("QUANTITY_INVALID", f"more than nothing, at most {plain(row.quantity)}", fields={"quantity": []})
    take_over(actor, row)
    return hedge_by_hand(actor=actor, residual_id=row.id, symbol=row.instrument_id, side=row.side, quantity=wanted)
