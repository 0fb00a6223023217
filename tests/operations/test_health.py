"""Who is alive, seen from outside, with real processes."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.access import people
from tests.programs import environment, program
from tests.waiting import wait_for
from tradeops.access.roles import ADMINISTRATOR, DEALER
from tradeops.journal.queues import QUEUES
from tradeops.kernel.clock import database_now
from tradeops.operations import calendar, readiness, selectors
from tradeops.operations.models import Heartbeat, ScheduledRun
from tradeops.operations.pulse import Pulse
from tradeops.operations.services import beat, prune_heartbeats
from tradeops.operations.tasks import pulse

APART = 7


def test_a_beat_is_one_row_per_process(db: None) -> None:
    beat("web", {"threads": 4})
    first = Heartbeat.objects.get()
    beat("web", {"threads": 5})
    second = Heartbeat.objects.get()
    assert first.started_at == second.started_at
    assert second.beat_at > first.beat_at
    assert second.detail == {"threads": 5}
    assert [state.name for state in selectors.processes()] == ["web"]


def test_silence_is_seen_and_then_forgotten(db: None) -> None:
    beat("gateway")
    assert selectors.fresh("gateway")
    Heartbeat.objects.update(beat_at=database_now() - timedelta(seconds=16))
    assert not selectors.fresh("gateway")
    assert selectors.processes()[0].count == 0
    assert prune_heartbeats() == 0
    Heartbeat.objects.update(beat_at=database_now() - timedelta(minutes=11))
    assert prune_heartbeats() == 1
    assert not selectors.fresh("gateway")


def test_what_was_told_to_an_earlier_server_says_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("tradeops.operations.selectors.processes"), "FRESH_MS", 10**10)
    beat("gateway")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE operations_heartbeat SET beat_at = pg_postmaster_start_time()")
        assert not selectors.fresh("gateway")
        cursor.execute("UPDATE operations_heartbeat SET beat_at = pg_postmaster_start_time() + interval '1 ms'")
        assert selectors.fresh("gateway")


def test_a_pulse_beats_in_its_own_thread(committed_db: str) -> None:
    thread = Pulse("somebody", lambda: {"busy": True}).start()
    wait_for(lambda: selectors.fresh("somebody"))
    thread.stop()
    assert Heartbeat.objects.get(process="somebody").detail == {"busy": True}


def test_a_task_through_a_queue_is_the_queues_sign_of_life(db: None) -> None:
    pulse("pricing", database_now().isoformat())
    state = next(state for state in selectors.queues() if state.name == "pricing")
    assert state.heartbeat_ms is not None
    assert state.heartbeat_ms < 1000
    assert state.lag_ms is not None
    assert [state.name for state in selectors.processes()] == []


def test_the_process_answers_without_its_database(client: Client) -> None:
    assert client.get(reverse("operations_healthz")).content == b"ok\n"


def test_readiness_names_what_is_missing(db: None, client: Client) -> None:
    answer = client.get(reverse("operations_readyz"))
    checks = answer.json()["checks"]
    assert answer.status_code == 503
    assert checks["database"]["ok"]
    assert checks["migrations"]["ok"]
    assert checks["redis"]["ok"]
    assert checks["relay"] == checks["relay"] | {"ok": False, "detail": "no sign of life in the last 15 s"}
    assert set(checks) >= {"venues", "feeds", "gateway", "live", "beat", *(f"queue:{name}" for name in QUEUES)}


def test_everything_alive_is_ready(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*readiness.PROCESSES, *(f"queue:{queue}" for queue in QUEUES)):
        beat(name)
    # Something that listens stands for the exchanges: their port is asked for, not their business.
    address = re.sub(r".*@", "http://", settings.REDIS_URL)
    monkeypatch.setattr(settings, "VENUES_URL", address)
    answer = client.get(reverse("operations_readyz"))
    failing = [name for name, check in answer.json()["checks"].items() if check["required"] and not check["ok"]]
    assert failing == []
    assert answer.status_code == 200


def test_an_unreachable_database_is_not_ready(
    client: Client, committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection

    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    answer = client.get(reverse("operations_readyz"))
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == answer.json()["checks"]["database"] | {
        "ok": False, "detail": "OperationalError",
    }  # fmt: skip
    assert answer.json()["checks"]["redis"]["ok"]
    connection.close()


def test_metrics_are_for_this_machine_and_for_those_who_may(db: None, client: Client) -> None:
    beat("web")
    text = client.get(reverse("operations_metrics")).content.decode()
    for name in ("queue_open", "queue_oldest_seconds", "dead_letters", "journal_position", "journal_unpositioned"):
        assert re.search(rf"^tradeops_{name}(\{{.*\}})? [0-9.e+-]+$", text, re.M), name
    assert re.search(r'^tradeops_heartbeat_age_seconds\{process="web"\} 0\.', text, re.M)
    assert 'tradeops_journal_unread{reader="topics"}' in text
    for outside in ({"REMOTE_ADDR": "203.0.113.7"}, {"headers": {"X-Forwarded-For": "203.0.113.7"}}):
        refused = client.get(reverse("operations_metrics"), **outside)
        assert (refused.status_code, refused.content[:14]) == (401, b"NOT_SIGNED_IN:")
    client.force_login(people.user("dealer@example.com", DEALER))
    assert client.get(reverse("operations_metrics"), REMOTE_ADDR="203.0.113.7").status_code == 403
    client.force_login(people.user("admin@example.com", ADMINISTRATOR))
    assert client.get(reverse("operations_metrics"), REMOTE_ADDR="203.0.113.7").status_code == 200


def test_a_calendar_entry_records_what_came_of_it(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "_entries", {})
    outcomes = iter([(True, "all well"), (False, "2 differences")])
    calendar.scheduled("test.check", "0 2 * * *", title="Check")(lambda: next(outcomes))
    assert calendar.run("test.check").outcome == "PASSED"
    assert calendar.run("test.check").detail == "2 differences"
    assert "StopIteration" in calendar.run("test.check").detail
    assert list(ScheduledRun.objects.order_by("id").values_list("outcome", flat=True)) == ["PASSED", "FAILED", "FAILED"]
    assert [run.outcome for run in selectors.latest_runs()] == ["FAILED"]


def test_relay_workers_and_beat_show_signs_of_life(committed_db: str) -> None:
    env = environment(committed_db, redis=APART, TRADEOPS_PROCESS="worker-bulk")
    worker = ("-m", "celery", "-A", "tradeops", "worker", "-Q", "bulk", "-c", "1", "-P", "solo", "--loglevel", "ERROR")
    with (
        program("manage.py", "relay", env=env),
        program("manage.py", "beat", env=env) as first,
        program(*worker, "--without-gossip", "--without-mingle", env=env),
    ):
        for name in ("relay", "beat", "worker-bulk", "queue:bulk"):
            wait_for(partial(selectors.fresh, name), timeout=60, what=f"a sign of life of {name}")
        with program("manage.py", "beat", env=env):
            leader = Heartbeat.objects.get(process="beat").pid
            assert leader == first.pid
            first.kill()
            other = Heartbeat.objects.filter(process="beat").exclude(pid=leader)
            wait_for(other.exists, timeout=60, what="the standby's turn")


def test_the_ledger_is_proved_by_the_calendar(committed_db: str) -> None:
    assert [entry.title for entry in calendar.entries() if entry.name == "ledger.verify"] == ["Prove the ledger"]
    assert calendar.run("ledger.verify").outcome == "PASSED"
    assert selectors.latest_runs()[0].detail == "The ledger is sound: 0 entries."
