from django.db import connection


def require_transaction() -> None:
    """Raises RuntimeError outside a transaction: money moves with what made it move, or not at all."""
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written in the transaction of the change that it books")
