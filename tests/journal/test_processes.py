"""What survives the death of processes."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from django.db import connection

from tests.journal.making import count, happen, state
from tests.journal.reactions import Send
from tests.programs import ROOT, environment, program
from tests.waiting import wait_for
from tradeops.journal.delivering import deliver
from tradeops.journal.selectors import last_position
from tradeops.kernel.locks import SINGLETON

pytestmark = pytest.mark.usefixtures("silent_bell")
# A Valkey database that nobody else uses: what this process rings, the others cannot hear.
APART = 9


def test_a_worker_that_dies_between_claim_and_record_never_sends_twice(committed_db: str) -> None:
    delivery = happen("test.ordered", how="die")
    died = subprocess.run(
        [sys.executable, "-m", "tests.journal.dying", str(delivery.pk)],
        cwd=ROOT,
        env=environment(committed_db),
        check=False,
        timeout=60,
    )
    assert died.returncode == -signal.SIGKILL
    assert (state(delivery), count("test.prepared"), count("test.recorded")) == ("CLAIMED", 1, 0)
    deliver(delivery.pk)
    assert state(delivery) == "CLAIMED"
    Send.lease_seconds = 0
    deliver(delivery.pk)
    deliver(delivery.pk)
    assert (state(delivery), count("test.resolved")) == ("DONE", 1)
    assert (count("test.prepared"), Send.arrived) == (1, []), "asked about, not sent again"


def test_a_lost_bell_is_rung_again_by_the_relay(committed_db: str) -> None:
    delivery = happen("test.happened")
    env = environment(committed_db, redis=APART)
    worker = ("-m", "celery", "-A", "tests.journal.worker", "worker", "-Q", "bulk", "-c", "1", "-P", "solo")
    with program("manage.py", "relay", env=env), program(*worker, "--without-gossip", "--without-mingle", env=env):
        wait_for(lambda: state(delivery) == "DONE", timeout=60, what="the delivery")
        wait_for(lambda: last_position() >= 2, timeout=60, what="a position for what was done")
    assert count("test.reacted") == 1
    assert delivery.rings >= 1


def test_one_relay_leads_and_another_takes_over(committed_db: str) -> None:
    env = environment(committed_db, redis=APART)
    with program("manage.py", "relay", env=env) as first:
        wait_for(lambda: len(_leaders()) == 1, timeout=60, what="a leader")
        (leader,) = _leaders()
        with program("manage.py", "relay", env=env) as second:
            happen("test.happened")
            wait_for(lambda: last_position() >= 1, timeout=60, what="a position")
            assert _leaders() == {leader}
            assert second.poll() is None
            first.kill()
            wait_for(lambda: len(_leaders()) == 1 and _leaders() != {leader}, timeout=60, what="a new leader")
            happen("test.happened")
            wait_for(lambda: last_position() >= 2, timeout=60, what="a position given by the new leader")


def _leaders() -> set[int]:
    """The server processes that hold a singleton's lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [SINGLETON],
        )
        return {pid for (pid,) in cursor.fetchall()}
