"""A thread that says, as long as its process lives, that it lives."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import structlog
from django.db import DatabaseError, connection

from tradeops.operations.services import beat

log = structlog.get_logger(__name__)
EVERY_SECONDS = 5.0


class Pulse:
    """Beats every five seconds. ``detail`` is asked each time; where it raises, the process counts as silent."""

    def __init__(self, process: str, detail: Callable[[], Mapping[str, object]] = dict) -> None:
        self._process = process
        self._detail = detail
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"pulse-{process}", daemon=True)

    def start(self) -> Pulse:
        """Begin; the first beat is immediate."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Beat no more."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                beat(self._process, self._detail())
            except DatabaseError as error:
                log.warning("pulse_unheard", process=self._process, error=str(error))
            except Exception:
                log.exception("pulse_detail_failed", process=self._process)
            finally:
                connection.close()
            if self._stopping.wait(EVERY_SECONDS):
                return
