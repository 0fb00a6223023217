"""What the relay does for the web."""

from __future__ import annotations

from datetime import timedelta

from tradeops.journal.ticks import tick
from tradeops.kernel.clock import now
from tradeops.web.models import IdempotencyRecord

ANSWERS_KEPT_FOR = timedelta(days=7)


@tick("web.purge_idempotency", every_ms=3_600_000)
def purge_idempotency() -> None:
    """Forget stored answers that nobody will ask for again."""
    IdempotencyRecord.objects.filter(created_at__lt=now() - ANSWERS_KEPT_FOR).delete()
