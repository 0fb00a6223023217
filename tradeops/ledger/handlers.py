"""Repeated work of the ledger."""

from tradeops.journal.ticks import tick
from tradeops.ledger.selectors import count_entries
from tradeops.ledger.services import fold
from tradeops.ledger.verify import verify
from tradeops.operations.calendar import Outcome, scheduled

tick("ledger.fold", every_ms=1000)(fold)


@scheduled("ledger.verify", "0 2 * * *", title="Prove the ledger")
def verify_nightly() -> Outcome:
    """The same proof as ``manage.py verify_ledger``; the first difference stands in the record of the run."""
    found = verify()
    if found:
        return False, f"{found[0]} ({len(found)} in all)"
    return True, f"The ledger is sound: {count_entries()} entries."
