from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.journal.making import happen
from tests.journal.reactions import TEST, subject
from tradeops.journal.encoding import to_json
from tradeops.journal.models import Delivery, Event
from tradeops.journal.services import append
from tradeops.kernel.context import serving


def test_an_event_outside_a_transaction_is_refused(committed_db: str) -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        append(actor=TEST, name="test.happened", subject=subject())
    assert not Event.objects.exists()


def test_an_event_is_undone_with_its_transaction(committed_db: str) -> None:
    with transaction.atomic():
        append(actor=TEST, name="test.happened", subject=subject())
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("payload", [{"price": 1.5}, {"deep": [{"x": 0.1}]}, {"when": object()}])
def test_a_payload_that_loses_something_is_refused(db: None, payload: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="cannot stand in a journal payload"):
        append(actor=TEST, name="test.happened", subject=subject(), payload=payload)
    assert not Event.objects.exists()


def test_exact_values_become_strings() -> None:
    identifier = UUID(int=7)
    moment = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    given = {"a": Decimal("1E-18"), "b": identifier, "c": moment, "d": date(2026, 1, 2), "e": (1, None, True)}
    assert to_json(given) == {
        "a": "0.000000000000000001",
        "b": str(identifier),
        "c": "2026-01-02T03:04:05.000006+00:00",
        "d": "2026-01-02",
        "e": [1, None, True],
    }


def test_an_event_carries_its_request_and_its_time(db: None) -> None:
    with serving("request-7"):
        first = append(actor=TEST, name="test.happened", subject=subject(), reason="because")
    second = append(actor=TEST, name="test.happened", subject=subject())
    assert (first.request_id, first.reason, second.request_id) == ("request-7", "because", "")
    # The time of the statement, not of the transaction.
    assert first.occurred_at < second.occurred_at


def test_each_subscriber_is_owed_one_delivery(db: None) -> None:
    delivery = happen("test.stepped")
    assert (delivery.subscriber, delivery.queue) == ("test.lane", "bulk")
    assert delivery.lane == f"test:{delivery.event.subject_id}"
    with pytest.raises(IntegrityError, match="delivery_once_per_subscriber"), transaction.atomic():
        Delivery.objects.create(event=delivery.event, subscriber="test.lane", queue="bulk", ring_at=delivery.ring_at)


@pytest.mark.parametrize("statement", ["UPDATE journal_event SET name = 'x'", "DELETE FROM journal_event"])
def test_events_cannot_be_altered(db: None, statement: str) -> None:
    happen("test.happened")
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
