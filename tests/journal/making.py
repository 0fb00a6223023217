"""Making events and looking at what became of their deliveries."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tests.journal.reactions import TEST, subject
from tradeops.journal.models import Delivery, Event
from tradeops.journal.services import append


def happen(name: str, identifier: UUID | None = None, **payload: Any) -> Delivery:
    """Write one event and give the delivery that it owes."""
    with transaction.atomic():
        record = append(actor=TEST, name=name, subject=subject(identifier), payload=payload)
    return Delivery.objects.get(event_id=record.id)


def count(name: str) -> int:
    return Event.objects.filter(name=name).count()


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


def at_once(works: Sequence[Callable[[], object]]) -> None:
    """Run all of them at the same time, each with a database connection of its own; fail when one fails."""
    gate = threading.Barrier(len(works))
    faults: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait(30)
            work()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a worker hangs"
    if faults:
        raise faults[0]
