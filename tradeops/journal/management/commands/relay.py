"""The relay: positions, second bells, topics and sweeps. One at a time, by a lock that dies with it."""

from __future__ import annotations

import signal
import time
from types import FrameType

import structlog
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from redis.client import PubSub
from redis.exceptions import RedisError

from tradeops.journal.bell import PING
from tradeops.journal.ticks import Tick, all_ticks
from tradeops.kernel.locks import SINGLETON, hold_session
from tradeops.kernel.redis import subscriber

log = structlog.get_logger(__name__)

STANDBY_SECONDS = 0.5
# After a commit was heard and dealt with, those of the next moment are waited for and dealt with together: a busy desk
# commits some hundred times a second. The first one after a pause is dealt with at once.
REST_SECONDS = 0.015


class Command(BaseCommand):
    help = "Run the relay's ticks until it is told to stop."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            try:
                if hold_session(SINGLETON, "relay"):
                    self._lead()
                else:
                    time.sleep(STANDBY_SECONDS)
            except OperationalError as error:
                # A relay that lost its connection has lost its lock: start over as a candidate.
                log.warning("relay_database_lost", error=str(error))
                connection.close()
                time.sleep(STANDBY_SECONDS)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _lead(self) -> None:
        log.info("relay_leads")
        due = {entry.name: 0.0 for entry in all_ticks()}
        pings: PubSub | None = None
        while not self.stopping:
            woken = False
            try:
                pings = pings or _listen()
                woken = _heard(pings, max(0.0, min(due.values()) - time.monotonic()))
            except (RedisError, OSError):
                pings = None
                time.sleep(min(0.05, max(0.0, min(due.values()) - time.monotonic())))
            for entry in all_ticks():
                if time.monotonic() >= due[entry.name] or (woken and entry.woken):
                    self._run(entry)
                    due[entry.name] = time.monotonic() + entry.every_ms / 1000
            if woken:
                time.sleep(REST_SECONDS)

    def _run(self, entry: Tick) -> None:
        try:
            entry.run()
        except OperationalError:
            raise
        except Exception:
            # One tick's fault must not stop the others; it shows in the log and in what it leaves undone.
            log.exception("tick_failed", tick=entry.name)


def _listen() -> PubSub:
    pings = subscriber().pubsub(ignore_subscribe_messages=True)
    pings.subscribe(PING)
    return pings


def _heard(pings: PubSub, seconds: float) -> bool:
    """Whether something was committed within ``seconds``; several pings at once count as one."""
    heard = pings.get_message(timeout=seconds) is not None
    while heard and pings.get_message(timeout=0) is not None:
        pass
    return heard
