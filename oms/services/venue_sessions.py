"""The gate of each venue account: nothing new is sent until the desk knows where it stands there."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from oms.models import VenueSession

# Renewed at every reconciliation; a gateway that is gone closes it by saying nothing.
OPEN_FOR_SECONDS = 15
_OPEN = """
INSERT INTO oms_venuesession (venue_account_id, reconciled_at, reconciled_until)
VALUES (%s, clock_timestamp(), clock_timestamp() + make_interval(secs => %s))
ON CONFLICT (venue_account_id)
DO UPDATE SET reconciled_at = excluded.reconciled_at, reconciled_until = excluded.reconciled_until
"""


def open_gate(venue_account_id: UUID) -> None:
    """Orders, executions and the stream of this account are known and followed: new orders may be sent."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [venue_account_id, OPEN_FOR_SECONDS])


def close_gate(venue_account_id: UUID) -> None:
    """Something may have been missed: nothing new is sent until the next reconciliation."""
    VenueSession.objects.filter(venue_account=venue_account_id).update(reconciled_until=None)


def open_gates() -> set[UUID]:
    """The venue accounts that may be sent new orders now, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT venue_account_id FROM oms_venuesession WHERE reconciled_until > clock_timestamp()")
        return {account for (account,) in cursor.fetchall()}
