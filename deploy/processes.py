"""The process list: what runs, how often, and how it is stopped. There is no other."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from deploy.environment import Ports
from deploy.ports import HOST

PYTHON = sys.executable
QUEUES = {"pricing": 2, "execution": 2, "settlement": 1, "bulk": 1}  # queue: worker processes


@dataclass(frozen=True)
class Process:
    """A program of the product; ``count`` copies of it run."""

    name: str
    command: tuple[str, ...]
    count: int = 1
    stop_signal: str = "TERM"


def application(ports: Ports) -> tuple[Process, ...]:
    """Every process of the product, the servers apart."""
    return (
        _web(ports.web),
        _live(ports.live),
        _managed("relay"),
        *(_worker(queue, size) for queue, size in QUEUES.items()),
        _managed("gateway"),
        _managed("feeds", count=2),  # a leader and its standby
        _managed("beat"),
        Process("venues", (PYTHON, "-m", "tradeops.simulator", "--port", str(ports.venues))),
    )


def _web(port: int) -> Process:
    return Process("web", (PYTHON, "manage.py", "web", "--host", HOST, "--port", str(port)))


def _live(port: int) -> Process:
    options = (
        "--lifespan",
        "off",
        "--timeout-graceful-shutdown",
        "5",
        "--ws-max-size",
        "8192",
        "--host",
        HOST,
        "--port",
        str(port),
    )
    return Process("live", (PYTHON, "-m", "uvicorn", "tradeops.asgi:application", *options))


def _worker(queue: str, size: int) -> Process:
    # Workers share nothing but the broker: neither gossip nor a start-up round of questions.
    options = ("--without-gossip", "--without-mingle", "--loglevel", "INFO")
    identity = ("-Q", queue, "-c", str(size), "-n", f"{queue}@%h")
    return Process(f"worker-{queue}", (PYTHON, "-m", "celery", "-A", "tradeops", "worker", *identity, *options))


def _managed(name: str, count: int = 1) -> Process:
    return Process(name, (PYTHON, "manage.py", name), count)
