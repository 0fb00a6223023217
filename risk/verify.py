"""Proving risk's sums: computed again from what made them, in one snapshot, and compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from risk.models import Discharge, Exposure, Position, PositionChange, Reservation
from risk.types import Side
from tradeops.ledger.codes import POSITION
from tradeops.ledger.selectors import balances_of
from tradeops.ledger.types import Difference


def verify_positions() -> list[Difference]:
    """Positions against their own changes, and per asset against the ledger's position accounts.

    The desk is long what the ledger's account 4000 is credited with. Raises RuntimeError inside a transaction,
    which may have read before.
    """
    with _snapshot():
        return [*_changes(), *_ledger()]


def verify_exposure() -> list[Difference]:
    """Used and reserved against the reservations and discharges that made them. Raises as the other does."""
    with _snapshot():
        rows = Reservation.objects.as_system().filter(funding="CREDIT")
        held = _sums(rows.filter(state="HELD"), "value")
        committed = _sums(rows.filter(state="COMMITTED"), "committed_value")
        discharged = _sums(Discharge.objects.as_system(), "value")
        found = []
        for row in Exposure.objects.as_system():
            used = committed[row.pk] - discharged[row.pk]
            found += _compare("reserved is what is held", row.pk, held[row.pk], row.reserved)
            found += _compare("used is what was committed and not discharged", row.pk, used, row.used)
        return found


def _changes() -> Iterator[Difference]:
    """Quantity, and what was paid, are the sums of the changes."""
    bought: dict[object, Decimal] = defaultdict(Decimal)
    paid: dict[object, Decimal] = defaultdict(Decimal)
    sums = PositionChange.objects.values("position", "side_of_desk").annotate(
        base=Sum("base_amount"), quote=Sum("quote_amount")
    )
    for row in sums.order_by():
        sign = 1 if row["side_of_desk"] == Side.BUY else -1
        bought[row["position"]] += sign * row["base"]
        paid[row["position"]] += sign * row["quote"]
    for position in Position.objects.all():
        yield from _compare("quantity is the sum of the deals", position, bought[position.pk], position.quantity)
        yield from _compare(
            "cost less gain is what was paid", position, paid[position.pk], position.cost - position.realised
        )


def _ledger() -> Iterator[Difference]:
    """Base held, and quote paid away, over all positions are the ledger's in every asset."""
    held: dict[str, Decimal] = defaultdict(Decimal)
    for position in Position.objects.select_related("instrument"):
        held[position.instrument.base_id] += position.quantity
        held[position.instrument.quote_id] -= position.cost - position.realised
    booked: dict[str, Decimal] = defaultdict(Decimal)
    for balance in balances_of(POSITION):
        booked[balance.account.asset] -= balance.posted
    for asset in sorted(held.keys() | booked.keys()):
        yield from _compare("position is the ledger's", asset, booked[asset], held[asset])


def _sums(rows: QuerySet[Any], field: str) -> dict[object, Decimal]:
    grouped = rows.values_list("counterparty").annotate(Sum(field)).order_by()
    return defaultdict(Decimal, dict(grouped))


def _compare(check: str, subject: object, expected: Decimal, found: Decimal) -> list[Difference]:
    return [] if expected == found else [Difference(check, str(subject), f"{expected:f}", f"{found:f}")]


@contextmanager
def _snapshot() -> Iterator[None]:
    if connection.in_atomic_block:
        raise RuntimeError("risk is verified in a snapshot of its own")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
