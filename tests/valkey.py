"""A Valkey of the test's own, which can be killed and comes back empty."""

from __future__ import annotations

import signal
import socket
import subprocess

import redis

from deploy.valkey import binary
from tests.waiting import wait_for


class OwnValkey:
    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis.from_url(self.url)
        self.start()

    def start(self) -> None:
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([binary(), *arguments], stdout=subprocess.DEVNULL)
        wait_for(self._answers, what="Valkey")

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(30)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False
