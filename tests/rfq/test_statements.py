"""How often a deal goes to the database. More is allowed only with a reason; benches take their floor from here."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.rfq import world
from tests.rfq.statements import ACCEPT, PRICE, REQUEST
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery
from tradeops.reference.selectors import memory


@pytest.fixture(autouse=True)
def terms_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the processes that price; far longer than the test takes."""
    monkeypatch.setattr(memory, "SECONDS", 600.0)


def test_a_deal_takes_no_more_statements_than_it_did(committed_db: str) -> None:
    world.make_desk()
    client = world.prefunded()
    counts = []
    for _ in range(2):  # the first opens accounts and fills memories
        world.publish_books()
        with CaptureQueriesContext(connection) as request:
            rfq = world.ask(client, side="TWO_WAY", quantity="0.5")
        delivery = Delivery.objects.get(subscriber="rfq.price", event__subject_id=rfq.pk)
        with CaptureQueriesContext(connection) as price:
            deliver(delivery.pk)
        with CaptureQueriesContext(connection) as accept:
            world.accept(client, rfq.quotes.get().pk)
        counts = [len(request), len(price), len(accept)]
    assert counts[0] <= REQUEST
    assert counts[1] <= PRICE
    assert counts[2] <= ACCEPT
