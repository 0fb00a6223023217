"""What the relay does for access."""

from __future__ import annotations

from tradeops.access.approvals.deciding import expire_due
from tradeops.journal.ticks import tick
from tradeops.kernel.actor import system


@tick("access.expire_approvals", every_ms=1000)
def expire_approvals() -> None:
    """Close requests for approval that nobody decided in time."""
    expire_due(system("access"))
