"""Stops against deals that are about to commit, on real connections."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction

from risk.services.trading import halt, require_open
from risk.types import TradingMode
from tests.risk import world
from tests.risk.concurrency import together
from tests.risk.world import ENGINE
from tests.waiting import wait_for
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Conflict
from tradeops.reference.types import Funding


@pytest.fixture
def client(committed_db):
    world.make_instrument()
    return world.make_client(Funding.CREDIT)


def waiting_for_locks():
    """How many connections of this database wait; those of other tests' databases are on the same server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone()[0]


def in_thread(work, into):
    def run():
        try:
            into.append(work())
        except Exception as error:
            into.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("scope", ["firm", "desk", "instrument:BTC-USD", "counterparty"])
def test_a_stop_waits_for_the_deal_that_passed_before_it(client, scope):
    named = f"counterparty:{client.id}" if scope == "counterparty" else scope
    passed, finish = threading.Event(), threading.Event()
    deal: list[Any] = []
    stop: list[Any] = []
    late: list[Any] = []

    def passing():
        with transaction.atomic():
            require_open(counterparty_id=client.id, instrument="BTC-USD")
            passed.set()
            assert finish.wait(timeout=30)
        return database_now()

    def stopping():
        halt(actor=ENGINE, scope=named, state=TradingMode.HALTED, reason="news")
        return database_now()

    def arriving():
        with transaction.atomic():
            require_open(counterparty_id=client.id, instrument="BTC-USD")

    threads = [in_thread(passing, deal)]
    assert passed.wait(timeout=30)
    threads.append(in_thread(stopping, stop))
    wait_for(lambda: waiting_for_locks() == 1, what="the stop to wait")
    # Who comes while the stop waits queues behind it instead of slipping past.
    threads.append(in_thread(arriving, late))
    wait_for(lambda: waiting_for_locks() == 2, what="the late deal to wait")
    assert not stop
    finish.set()
    for thread in threads:
        thread.join(timeout=30)
    assert deal[0] < stop[0]
    assert isinstance(late[0], Conflict)
    assert late[0].code == "TRADING_HALTED"


def test_after_a_stop_returned_nothing_passes(client):
    """Deals note in their own transaction that they passed; none of them does once the stop has returned."""
    stopped = threading.Event()

    def act(number):
        if number == 150:
            halt(actor=ENGINE, scope="desk", state=TradingMode.HALTED, reason="news")
            stopped.set()
            return "stopped"
        began_after = stopped.is_set()
        with transaction.atomic():
            require_open(counterparty_id=client.id, instrument="BTC-USD")
            # Still inside the transaction: had the stop returned, this deal would commit behind it.
            assert not stopped.is_set(), "a deal was open behind a stop"
        return "late" if began_after else "passed"

    answers = together(act, range(400))
    passed = answers.count("passed")
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    assert answers.count("stopped") == 1
    assert answers.count("late") == 0
    assert passed >= 100
    assert len(refused) == 399 - passed
    assert {error.code for error in refused} == {"TRADING_HALTED"}


def test_stops_of_all_scopes_and_deals_never_wait_in_a_circle(client):
    scopes = ["firm", "desk", "instrument:BTC-USD", f"counterparty:{client.id}"]

    def act(number):
        if number % 20 == 0:
            return halt(actor=ENGINE, scope=scopes[number // 20 % 4], state=TradingMode.REDUCING, reason="drill")
        with transaction.atomic():
            require_open(counterparty_id=client.id, instrument="BTC-USD", reducing_ok=True)
        return None

    answers = together(act, range(200))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
