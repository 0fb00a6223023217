from __future__ import annotations

import pytest

from tradeops.operations.models import Heartbeat
from tradeops.operations.selectors import fresh
from tradeops.operations.services import beat, forget_heartbeats

pytestmark = pytest.mark.django_db


def test_after_a_restart_nobody_is_taken_for_alive_by_an_old_heartbeat() -> None:
    beat("feeds")
    beat("relay")
    Heartbeat.objects.filter(process="relay").update(host="another host")
    assert fresh("feeds")

    assert forget_heartbeats() == 1

    assert not fresh("feeds")
    assert fresh("relay")
