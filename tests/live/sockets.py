"""A client of the socket protocol, and people who use it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from queue import Empty, Queue
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.programs import environment, program
from tests.waiting import wait_for
from tradeops.access.models import User
from tradeops.access.services import issue_api_key
from tradeops.journal.positions import assign
from tradeops.journal.selectors import last_position, unpositioned
from tradeops.journal.services import append
from tradeops.journal.types import EventRecord, Subject
from tradeops.kernel.actor import system
from tradeops.kernel.clock import database_now
from tradeops.kernel.ids import uuid7
from tradeops.live import tickets
from tradeops.live.publisher import publish
from tradeops.live.selectors import published_position

TEST = system("test")
ORIGIN = settings.PUBLIC_ORIGIN


@contextmanager
def server(database: str, *, redis: int, **more: str) -> Iterator[str]:
    """The address of a real server on this database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ("-m", "uvicorn", "tests.live.server:application", "--lifespan", "off", "--port", str(port))
    env = environment(database, redis=redis, TRADEOPS_PROCESS="live", **more)
    with program(*command, "--log-level", "warning", env=env) as process:
        wait_for(lambda: process.poll() is None and _listens(port), timeout=60, what="the socket server")
        yield f"ws://127.0.0.1:{port}/live/"


class Speaker:
    """One socket, spoken to in words of the protocol. It listens and answers pings whatever the test does meanwhile."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.answers_pings = True
        self.listens = threading.Event()  # cleared, it reads no more
        self.listens.set()
        self.heard: Queue[dict[str, Any] | ConnectionClosed] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def say(self, **message: Any) -> None:
        self.connection.send(json.dumps(message))

    def next(self, *kinds: str, timeout: float = 30.0) -> dict[str, Any]:
        """The next message of one of these types; others before it are dropped."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                message = self.heard.get(timeout=max(deadline - time.monotonic(), 0))
            except Empty:
                raise AssertionError(f"none of {kinds} came within {timeout} s") from None
            if isinstance(message, ConnectionClosed):
                self.heard.put(message)  # it stays closed
                raise message
            if message["type"] in kinds:
                return message

    def news(self, timeout: float = 30.0) -> dict[str, Any]:
        """The next message of an event. A slow server may also ask to catch up, which is a message of none."""
        while "id" not in (message := self.next("message", timeout=timeout)):
            pass
        return message

    def closing_code(self, timeout: float = 30.0) -> int:
        """The code with which the server closes."""
        with suppress(ConnectionClosed):
            self.next("nothing of the kind", timeout=timeout)
        code = self.connection.close_code
        assert code is not None
        return code

    def subscribe(self, topic: str, **where: Any) -> dict[str, Any]:
        self.say(type="subscribe", topic=topic, **where)
        return self.next("subscribed", "denied")

    def _listen(self) -> None:
        try:
            while self.listens.wait():
                message = json.loads(self.connection.recv())
                self.heard.put(message)
                if message["type"] == "ping" and self.answers_pings:
                    with suppress(ConnectionClosed):  # what came before the end is still to be read
                        self.say(type="pong")
        except ConnectionClosed as closed:
            self.heard.put(closed)


class Person:
    """A user who is signed in with a browser session."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    @property
    def session_key(self) -> str:
        return self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def ticket(self) -> str:
        return tickets.issue(SimpleNamespace(user=self.user, session=self.client.session))  # type: ignore[arg-type]

    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session_key}"}

    @contextmanager
    def socket(self, address: str, **options: Any) -> Iterator[Speaker]:
        """A socket that has said hello as this person's page does."""
        with connect(address, origin=Origin(ORIGIN), additional_headers=self.cookie(), **options) as connection:
            speaker = Speaker(connection)
            speaker.say(type="hello", ticket=self.ticket())
            speaker.next("welcome")
            yield speaker


def key_of(user: User, role: str) -> str:
    """A new key's token."""
    issued = issue_api_key(
        actor=TEST,
        holder_id=user.id,
        name="robot",
        roles=[role],
        scopes=["read"],
        expires_at=database_now() + timedelta(days=1),
        reason="test",
    )
    return issued.token


def happen(name: str = "heard.told", firm_id: UUID | None = None, **payload: Any) -> EventRecord:
    """Write one event, without publishing it."""
    with transaction.atomic():
        return append(actor=TEST, name=name, subject=Subject("test", uuid7()), firm_id=firm_id, payload=payload)


def position_all() -> None:
    """Give every event its position: a transaction of another test's database may hold some of them back."""
    wait_for(lambda: (assign(), unpositioned() == 0)[1], timeout=90, what="a position for every event")


def push() -> None:
    """What the relay does, until everything is out."""

    def out() -> bool:
        publish()
        return published_position() >= last_position()

    position_all()
    wait_for(out, timeout=30, what="everything pushed")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
