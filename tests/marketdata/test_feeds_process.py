"""``manage.py feeds`` as it runs: two processes, one leader, and what happens when things end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import database
from tests.reference import desk
from tests.simulator.running import Simulator
from tests.valkey import OwnValkey
from tests.waiting import wait_for
from tradeops.kernel.actor import Actor
from tradeops.marketdata.keys import book_key
from tradeops.marketdata.selectors import books, market_strip
from tradeops.marketdata.types import Book, BookState
from tradeops.reference.services import set_venue_status
from tradeops.reference.types import Status

ROOT = Path(__file__).resolve().parents[2]
RISK = Actor("user", "3", "joan@desk", roles=frozenset({"RISK_OFFICER"}))


class Feeds:
    """A feeds process; its log is kept to see who leads."""

    def __init__(self, name: str, redis_url: str, log: Path) -> None:
        environment = os.environ | {
            "DATABASE_URL": database.with_name(os.environ["DATABASE_URL"], name),
            "REDIS_URL": redis_url,
            "TRADEOPS_PROCESS": "feeds",
        }
        self._log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "feeds"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def leads(self) -> bool:
        return "feeds_leading" in self.log()

    def log(self) -> str:
        return self._log.read_text()

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def start(committed_db: str, valkey: OwnValkey, tmp_path: Path) -> Iterator:
    started: list[Feeds] = []

    def begin() -> Feeds:
        started.append(Feeds(committed_db, valkey.url, tmp_path / f"feeds-{len(started)}.log"))
        return started[-1]

    yield begin
    for feeds in started:
        if feeds.process.poll() is None:
            feeds.end(signal.SIGKILL)


@pytest.fixture
def listed(committed_db: str, simulator: Simulator) -> None:
    desk.bitcoin()
    desk.venue("alpha", base_url=f"http://127.0.0.1:{simulator.port}/alpha")


def seen() -> Book:
    (book,) = books("BTC-USD")
    return book


def fresh_after(moment: datetime) -> bool:
    book = seen()
    return book.state is BookState.VALID and book.received_at > moment


def test_the_standby_takes_over_within_two_seconds(listed, start):
    leader = start()
    wait_for(lambda: fresh_after(datetime.min.replace(tzinfo=UTC)), timeout=60, what="a book")
    assert leader.leads()
    standby = start()
    wait_for(lambda: beats("standby"), timeout=60, what="the standby's heartbeat")
    assert not standby.leads()
    leader.end(signal.SIGKILL)
    killed, clock = datetime.now(UTC), time.monotonic()
    wait_for(lambda: standby.leads() and fresh_after(killed), timeout=10, what="the standby")
    assert time.monotonic() - clock < 3


def beats(role: str) -> bool:
    """Whether a feeds process said in its heartbeat that it is ``role``."""
    from tradeops.operations.models import Heartbeat

    return Heartbeat.objects.filter(process="feeds", detail__role=role, detail__books__VALID=1).exists()


def test_a_stopped_leader_ends_at_once_and_cleanly(listed, start):
    leader = start()
    wait_for(leader.leads, timeout=60, what="the leader")
    clock = time.monotonic()
    assert leader.end(signal.SIGTERM) == 0, leader.log()
    assert time.monotonic() - clock < 5


def test_books_come_back_to_an_empty_valkey(listed, start, valkey):
    start()
    wait_for(lambda: seen().state is BookState.VALID, timeout=60, what="a book")
    valkey.kill()
    valkey.start()
    restarted = datetime.now(UTC)
    wait_for(lambda: fresh_after(restarted), what="the book after Valkey")
    strip = market_strip()
    assert [(each.symbol, each.bid, each.offer, each.mid, each.fresh, each.total) for each in strip] == [
        ("BTC-USD", 99, 101, 100, 1, 1)
    ]


def test_a_suspended_venue_is_neither_listed_nor_swept(listed, start, valkey):
    feeds = start()
    wait_for(lambda: seen().state is BookState.VALID, timeout=60, what="a book")
    set_venue_status(actor=RISK, code="alpha", status=Status.SUSPENDED, reason="withdrawals stuck")
    assert books("BTC-USD") == []
    assert market_strip()[0].total == 0
    assert feeds.process.poll() is None
    assert valkey.client.exists(book_key("BTC-USD", "alpha"))
