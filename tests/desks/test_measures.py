from __future__ import annotations

import pytest
from django.core.cache import cache
from django.http import HttpRequest

from tests.rfq import world
from tradeops.desks.measures import readings
from tradeops.journal.models import Event


@pytest.mark.django_db
def test_the_status_bar_reads_the_stages_of_a_deal_against_their_budgets() -> None:
    cache.delete("desk.measures")
    empty = {measure.label: measure for measure in readings(HttpRequest())}
    assert set(empty) == {"Quote p95", "Accept to trade p95", "Hedge ack p95", "Last event"}
    assert {measure.value for measure in empty.values()} == {"—"}
    assert empty["Last event"].since is None

    world.make_desk()
    client = world.prefunded()
    world.accept(client, world.quoted(client).pk)
    cache.delete("desk.measures")
    read = {measure.label: measure for measure in readings(HttpRequest())}

    assert read["Quote p95"].value.endswith("ms")
    assert read["Accept to trade p95"].value.endswith("ms")
    assert read["Accept to trade p95"].of == "120 ms"
    assert read["Hedge ack p95"].value == "—"
    assert read["Last event"].since == Event.objects.latest("pk").occurred_at
    cache.delete("desk.measures")
