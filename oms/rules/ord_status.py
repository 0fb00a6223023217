"""FIX OrdStatus from the two fields that the desk keeps. Pure.

Source of the precedence: FIX 5.0 SP2, volume 7, appendix D, "order state change matrices".
"""

from __future__ import annotations

from decimal import Decimal

from oms.types import DoneReason, Lifecycle, OrdStatus, Pending

# Of all states that apply, a report shows the one of the highest precedence.
PRECEDENCE = {
    OrdStatus.PENDING_CANCEL: 12,
    OrdStatus.PENDING_REPLACE: 11,
    OrdStatus.DONE_FOR_DAY: 10,
    OrdStatus.FILLED: 8,
    OrdStatus.CANCELED: 5,
    OrdStatus.EXPIRED: 5,
    OrdStatus.PARTIALLY_FILLED: 4,
    OrdStatus.NEW: 2,
    OrdStatus.REJECTED: 2,
    OrdStatus.PENDING_NEW: 2,
}
_DONE = {
    DoneReason.FILLED: OrdStatus.FILLED,
    DoneReason.CANCELED: OrdStatus.CANCELED,
    DoneReason.EXPIRED: OrdStatus.EXPIRED,
    DoneReason.REJECTED: OrdStatus.REJECTED,
    DoneReason.DONE_FOR_DAY: OrdStatus.DONE_FOR_DAY,
}


def ord_status(
    *, lifecycle: Lifecycle, done_reason: DoneReason, pending: Pending, filled: Decimal, quantity: Decimal
) -> OrdStatus:
    """The OrdStatus of an order.

    A fill after the end moves only the filled quantity: the status stays what it was (matrix D35). One that was
    denied by the desk's own risk shows as rejected. Raises KeyError for DONE without a reason.
    """
    if lifecycle is Lifecycle.DENIED:
        return OrdStatus.REJECTED
    if lifecycle is Lifecycle.DONE:
        return _DONE[done_reason]
    applying = {OrdStatus.NEW if lifecycle is Lifecycle.NEW else OrdStatus.PENDING_NEW}
    if filled > 0:
        applying.add(OrdStatus.FILLED if filled >= quantity else OrdStatus.PARTIALLY_FILLED)
    if pending is Pending.CANCEL:
        applying.add(OrdStatus.PENDING_CANCEL)
    if pending is Pending.REPLACE:
        applying.add(OrdStatus.PENDING_REPLACE)
    return max(applying, key=PRECEDENCE.__getitem__)
